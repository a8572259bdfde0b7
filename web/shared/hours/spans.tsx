import { useId } from "preact/hooks";
import type { Span } from "../../../contracts/hours.ts";
import { Button } from "../ui/Button.tsx";
import { Field } from "../ui/Field.tsx";
import { endsNextDay, MAX_SPANS } from "./hours-draft.ts";
import { texts } from "./hours-texts.ts";

/** The error of a field, by the API's name for it. */
export type Errors = (field: string) => { wrong: string | undefined; takesFocus: boolean };

interface SpanFieldsProps<Row extends Span> {
	/** What the times are of, for screen readers. */
	of: string;
	index: number;
	span: Row;
	field: string;
	errors: Errors;
	onSpan: (span: Row) => void;
}

/** An error of the whole span is shown at its beginning. */
export const SpanFields = <Row extends Span>({ errors, field, index, of, onSpan, span }: SpanFieldsProps<Row>) => {
	const t = texts.value;
	const whole = errors(field);
	const from = whole.wrong ? whole : errors(`${field}.from`);
	return (
		<>
			<Field label={t.from(of, index)} type="time" value={span.from} onValue={(value) => onSpan({ ...span, from: value })} {...from} />
			<span aria-hidden="true">–</span>
			<Field
				label={t.until(of, index)}
				type="time"
				value={span.until}
				onValue={(value) => onSpan({ ...span, until: value })}
				{...errors(`${field}.until`)}
			/>
		</>
	);
};

interface SpansProps {
	of: string;
	spans: Span[];
	field: string;
	errors: Errors;
	onSpans: (spans: Span[]) => void;
}

const USUAL: Span = { from: "08:00", until: "22:00" };
const EMPTY: Span = { from: "", until: "" };

/** The hours of one day. Without any, the store is closed. */
export const Spans = ({ errors, field, of, onSpans, spans }: SpansProps) => {
	const t = texts.value;
	const addId = useId();
	const remove = (index: number) => {
		onSpans(spans.toSpliced(index, 1));
		document.getElementById(addId)?.focus();
	};
	return (
		<div class="spans">
			{spans.map((span, index) => (
				<div class="span" key={index}>
					<SpanFields
						of={of}
						index={index}
						span={span}
						field={`${field}[${index}]`}
						errors={errors}
						onSpan={(changed) => onSpans(spans.with(index, changed))}
					/>
					<Button look="quiet" label={t.remove(of, index)} onPress={() => remove(index)}>
						×
					</Button>
					{endsNextDay(span) && <span class="small muted next-day">{span.from === span.until ? t.wholeDay : t.nextDay}</span>}
				</div>
			))}
			<div class="row between">
				<Button
					id={addId}
					look="link"
					label={`${of} ${t.addTime}`}
					isOff={spans.length >= MAX_SPANS}
					onPress={() => onSpans([...spans, spans.length === 0 ? USUAL : EMPTY])}
				>
					{t.addTime}
				</Button>
				{spans.length === 0 && <span class="muted small">{t.closedDay}</span>}
			</div>
		</div>
	);
};
