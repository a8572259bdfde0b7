import { type OpeningHours, type Span, WEEKDAYS } from "../../contracts/hours.ts";
import type { StoreChange, StoreSettings, StoreSnapshot } from "../../contracts/store.ts";
import { boundsOf, type Hours, type Opening, openingAt } from "../../lib/domain/hours/opening-hours.ts";
import { readInstant } from "../../lib/domain/instant.ts";
import { isoOrNull } from "../../lib/domain/iso-time.ts";
import { Invalid } from "../../lib/domain/refusal.ts";

/** Spans of one day must not overlap: one of them would be a slip. */
const checkSpans = (spans: Span[], field: string): void => {
	for (const [index, span] of spans.entries()) {
		const [from, until] = boundsOf(span);
		const overlaps = spans.slice(0, index).some((earlier) => {
			const [start, end] = boundsOf(earlier);
			return from < end && start < until;
		});
		if (overlaps) throw new Invalid(`${field}[${index}]`, "The spans of a day must not overlap.");
	}
};

const checkDate = (date: string, earlier: string[], field: string): void => {
	const parsed = new Date(`${date}T00:00:00Z`);
	if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) throw new Invalid(field, "There is no such day.");
	if (earlier.includes(date)) throw new Invalid(field, "A day can be listed once only.");
};

const checkHours = ({ special = [], weekly }: OpeningHours): void => {
	for (const day of WEEKDAYS) checkSpans(weekly[day] ?? [], `hours.weekly.${day}`);
	const dates = special.map(({ date }) => date);
	for (const [index, { date, spans }] of special.entries()) {
		checkDate(date, dates.slice(0, index), `hours.special[${index}].date`);
		checkSpans(spans, `hours.special[${index}].spans`);
	}
};

/** The settings as they are stored. Refuses hours that make no sense, with the field. */
export const readSettings = ({ closedUntil, ...settings }: StoreChange): StoreSettings => {
	if (settings.hours) checkHours(settings.hours);
	if (closedUntil === undefined) return settings;
	if (closedUntil === null) return { ...settings, closedUntil };
	const { at, reason = null } = closedUntil;
	return { ...settings, closedUntil: { at: readInstant(at, "closedUntil.at"), reason } };
};

export const showOpening = ({ closesAt, openNow, opensAt }: Opening) => ({
	openNow,
	opensAt: isoOrNull(opensAt),
	closesAt: isoOrNull(closesAt),
});

export const showHours = ({ capacity, closedUntil, hours }: Hours & Pick<StoreSnapshot, "capacity">) => ({
	hours: hours ?? null,
	capacity: capacity ?? null,
	closedUntil: closedUntil ? { at: new Date(closedUntil.at).toISOString(), reason: closedUntil.reason } : null,
});

/** Told at reading, after the cache: the answer changes with the clock. */
export const openingOf = (store: ReturnType<typeof showHours> & Pick<Hours, "open">, at: number, zone: string): Opening => {
	const closedUntil = store.closedUntil && { ...store.closedUntil, at: Date.parse(store.closedUntil.at) };
	return openingAt({ ...store, closedUntil }, at, zone);
};

/** For the ETag, which must change when the answer does. Without hours only the wait counts. */
export const variantOf = (waitMinutes: number, { closesAt, openNow, opensAt }: Opening): number | string => {
	const until = opensAt ?? closesAt;
	if (until === null) return openNow ? waitMinutes : `${waitMinutes}_c`;
	return `${waitMinutes}_${openNow ? "o" : "c"}${Math.floor(until / 1000).toString(36)}`;
};
