import { useId } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { Choice } from "../ui/Choice.tsx";
import { Field } from "../ui/Field.tsx";
import { DAYS, type DaypartDraft, everyDay, type HoursDraft, MAX_DAYPARTS, MAX_SPECIAL_DAYS, type SpecialDayDraft } from "./hours-draft.ts";
import { texts } from "./hours-texts.ts";
import { type Errors, SpanFields, Spans } from "./spans.tsx";

interface PartProps {
	draft: HoursDraft;
	errors: Errors;
	onChange: (change: Partial<HoursDraft>) => void;
}

export const Weekly = ({ draft: { isAlwaysOpen, weekly }, errors, onChange }: PartProps) => {
	const t = texts.value;
	return (
		<>
			<Choice
				legend={t.weekly}
				options={[
					{ value: "always", label: t.always },
					{ value: "hours", label: t.byHours },
				]}
				value={isAlwaysOpen ? "always" : "hours"}
				onValue={(value) => onChange({ isAlwaysOpen: value === "always" })}
			/>
			{!isAlwaysOpen && (
				<>
					<ul class="days">
						{DAYS.map((day) => (
							<li key={day}>
								<b>{t.days[day]}</b>
								<Spans
									of={t.days[day]}
									spans={weekly[day]}
									field={`hours.weekly.${day}`}
									errors={errors}
									onSpans={(spans) => onChange({ weekly: { ...weekly, [day]: spans } })}
								/>
							</li>
						))}
					</ul>
					<Button onPress={() => onChange({ weekly: everyDay(weekly.monday) })}>{t.copyMonday}</Button>
				</>
			)}
		</>
	);
};

export const SpecialDays = ({ draft: { special }, errors, onChange }: PartProps) => {
	const t = texts.value;
	const id = useId();
	const addId = useId();
	const change = (index: number, day: SpecialDayDraft) => onChange({ special: special.with(index, day) });
	const remove = (index: number) => {
		onChange({ special: special.toSpliced(index, 1) });
		document.getElementById(addId)?.focus();
	};
	return (
		<section class="stack" aria-labelledby={id}>
			<h3 id={id}>{t.special}</h3>
			<p class="small muted">{t.specialHint}</p>
			<ul class="stack">
				{special.map((day, index) => (
					<li class="special" key={index}>
						<div class="span">
							<Field
								label={`${t.date} ${index + 1}`}
								type="date"
								value={day.date}
								onValue={(date) => change(index, { ...day, date })}
								{...errors(`hours.special[${index}].date`)}
							/>
							<Button look="quiet" label={t.removeDate(day.date)} onPress={() => remove(index)}>
								×
							</Button>
						</div>
						<Spans
							of={day.date || `${t.date} ${index + 1}`}
							spans={day.spans}
							field={`hours.special[${index}].spans`}
							errors={errors}
							onSpans={(spans) => change(index, { ...day, spans })}
						/>
					</li>
				))}
			</ul>
			<Button
				id={addId}
				isOff={special.length >= MAX_SPECIAL_DAYS}
				onPress={() => onChange({ special: [...special, { date: "", spans: [] }] })}
			>
				{t.addDate}
			</Button>
		</section>
	);
};

const EMPTY_DAYPART: DaypartDraft = { from: "", until: "", items: "" };
const digits = (text: string): string => text.replace(/\D/g, "").slice(0, 4);

export const CapacityFields = ({ draft, errors, onChange }: PartProps) => {
	const t = texts.value;
	const addId = useId();
	const { dayparts, isUnlimited, items } = draft;
	const remove = (index: number) => {
		onChange({ dayparts: dayparts.toSpliced(index, 1) });
		document.getElementById(addId)?.focus();
	};
	return (
		<>
			<Choice
				legend={t.capacity}
				options={[
					{ value: "unlimited", label: t.unlimited },
					{ value: "limited", label: t.limited },
				]}
				value={isUnlimited ? "unlimited" : "limited"}
				onValue={(value) => onChange({ isUnlimited: value === "unlimited" })}
			/>
			{!isUnlimited && (
				<>
					<p class="small muted">{t.capacityHint}</p>
					<Field
						label={t.items}
						inputMode="numeric"
						value={items}
						onValue={(value) => onChange({ items: digits(value) })}
						{...errors("capacity.itemsPer15Minutes")}
					/>
					<ul class="stack">
						{dayparts.map((part, index) => (
							<li class="span daypart" key={index}>
								<SpanFields
									of={t.daypart}
									index={index}
									span={part}
									field={`capacity.dayparts[${index}]`}
									errors={errors}
									onSpan={(changed) => onChange({ dayparts: dayparts.with(index, changed) })}
								/>
								<Field
									label={t.itemsOf(index)}
									inputMode="numeric"
									value={part.items}
									onValue={(value) => onChange({ dayparts: dayparts.with(index, { ...part, items: digits(value) }) })}
									{...errors(`capacity.dayparts[${index}].itemsPer15Minutes`)}
								/>
								<Button look="quiet" label={t.remove(t.daypart, index)} onPress={() => remove(index)}>
									×
								</Button>
							</li>
						))}
					</ul>
					<Button id={addId} isOff={dayparts.length >= MAX_DAYPARTS} onPress={() => onChange({ dayparts: [...dayparts, EMPTY_DAYPART] })}>
						{t.addDaypart}
					</Button>
				</>
			)}
		</>
	);
};
