import { useEffect, useState } from "preact/hooks";
import { now } from "../../shared/clock.ts";
import { clockTime, dayInZone, dayName } from "../../shared/format.ts";
import { Resource } from "../../shared/resource.ts";
import { Choice } from "../../shared/ui/Choice.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { Select } from "../../shared/ui/Select.tsx";
import { changeCheckout } from "./checkout-draft.ts";
import { whenTexts } from "./when-texts.ts";

const DAYS_AHEAD = 7;
const DAY_MS = 86_400_000;

interface Slots {
	items: { at: string; full: boolean }[];
}

/** A day within the next week, and one of its slots. */
const Slot = ({ at, storeId }: { storeId: string; at: string }) => {
	const t = whenTexts.value;
	const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, index) => now.peek() + index * DAY_MS);
	const [day, setDay] = useState(dayInZone(at || days[0]!));
	const [slots] = useState(() => new Map<string, Resource<Slots>>());
	const path = `/v1/stores/${encodeURIComponent(storeId)}/slots?date=${day}`;
	const resource = slots.get(path) ?? new Resource<Slots>(path);
	slots.set(path, resource);
	useEffect(() => void resource.load(), [path]);
	const items = resource.value.value?.items;
	return (
		<div class="where">
			<Select
				label={t.day}
				value={day}
				options={days.map((time) => ({ value: dayInZone(time), label: dayName(time) }))}
				onValue={(next) => {
					setDay(next);
					changeCheckout({ at: "" });
				}}
			/>
			{items?.length === 0 ? (
				<p class="muted" role="status">
					{t.noSlots}
				</p>
			) : (
				<Select
					label={t.time}
					value={items?.some((slot) => slot.at === at) ? at : ""}
					options={[
						{ value: "", label: t.chooseTime },
						...(items ?? []).map((slot) => ({
							value: slot.at,
							label: slot.full ? t.full(clockTime(slot.at)) : clockTime(slot.at),
							isOff: slot.full,
						})),
					]}
					onValue={(next) => changeCheckout({ at: next })}
				/>
			)}
			<ProblemNote problem={resource.problem.value} />
		</div>
	);
};

/** As soon as possible, or at a chosen time; `at` is undefined, empty until a slot is chosen, or a time. */
export const When = ({ at, storeId }: { storeId: string; at: string | undefined }) => {
	const t = whenTexts.value;
	return (
		<>
			<Choice
				legend={t.when}
				options={[
					{ value: "now", label: t.now },
					{ value: "later", label: t.later },
				]}
				value={at === undefined ? "now" : "later"}
				onValue={(value) => changeCheckout({ at: value === "now" ? undefined : "" })}
			/>
			{at !== undefined && <Slot key={storeId} storeId={storeId} at={at} />}
		</>
	);
};
