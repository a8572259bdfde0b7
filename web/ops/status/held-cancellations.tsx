import type { Overview } from "../../../contracts/ops.ts";
import { now } from "../../shared/clock.ts";
import { duration } from "../../shared/format.ts";
import { OrderLink } from "../ui/order-link.tsx";
import { Region, Rows } from "../ui/region.tsx";
import type { Column } from "../ui/table.tsx";
import { texts } from "./status-texts.ts";
import type { Held } from "./trouble.ts";

const sinceThen = (at: string | null): string => (at === null ? "–" : duration(now.value - Date.parse(at)));

const untilThen = (at: string | null): string => {
	const said = texts.value.held;
	const left = at === null ? 0 : Date.parse(at) - now.value;
	return left < 1_000 ? said.soon : said.inTime(duration(left));
};

const columns = (): Column<Held>[] => {
	const said = texts.value.held;
	return [
		{ head: said.order, cell: ({ orderId }) => <OrderLink id={orderId} /> },
		{ head: said.age, isNumber: true, cell: ({ requestedAt }) => sinceThen(requestedAt) },
		{ head: said.attempts, isNumber: true, cell: ({ attempts }) => said.times(attempts) },
		{ head: said.next, isNumber: true, cell: ({ nextAttemptAt }) => untilThen(nextAttemptAt) },
	];
};

const oldestFirst = (one: Held, other: Held): number => (one.requestedAt ?? "").localeCompare(other.requestedAt ?? "");

export const HeldCancellations = ({ overview: { heldCancellations } }: { overview: Overview }) => {
	const said = texts.value.held;
	return (
		<Region title={said.title} troubles={heldCancellations?.length ?? 1}>
			{heldCancellations === null && <p>{said.unknown}</p>}
			{heldCancellations?.length === 0 && <p class="muted">{said.none}</p>}
			{heldCancellations && heldCancellations.length > 0 && (
				<Rows
					caption={said.title}
					columns={columns()}
					rows={heldCancellations.toSorted(oldestFirst)}
					keyOf={({ orderId }) => orderId}
					isTroubled={() => true}
				/>
			)}
		</Region>
	);
};
