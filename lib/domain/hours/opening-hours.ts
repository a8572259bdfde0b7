import { type OpeningHours, type Span, WEEKDAYS } from "../../../contracts/hours.ts";
import type { StoreSnapshot } from "../../../contracts/store.ts";
import { addDays, type CalendarDay, dateText, dayOf, instantOf, weekdayOf } from "./time-zone.ts";

export type Hours = Pick<StoreSnapshot, "open" | "hours" | "closedUntil">;

/** Whether a store takes orders, and when that changes next. */
export interface Opening {
	openNow: boolean;
	opensAt: number | null;
	closesAt: number | null;
}

const DAY_MINUTES = 24 * 60;
/** Special days are set well ahead; beyond this, the next opening counts as unknown. */
const DAYS_AHEAD = 31;

export const minutesOf = (timeOfDay: string): number => Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));

/** Minutes since the midnight at which the span's day begins; the end may be on the next day. */
export const boundsOf = ({ from, until }: Span): [from: number, until: number] => {
	const start = minutesOf(from);
	const end = minutesOf(until);
	return [start, end > start ? end : end + DAY_MINUTES];
};

const spansOn = (day: CalendarDay, { special = [], weekly }: OpeningHours): Span[] => {
	const date = dateText(day);
	return special.find((one) => one.date === date)?.spans ?? weekly[WEEKDAYS[weekdayOf(day)]!] ?? [];
};

/** From yesterday on, because a span may cross midnight. Spans that touch or overlap are one. */
function* openSpans(hours: OpeningHours, at: number, zone: string): Generator<[from: number, until: number]> {
	const today = dayOf(at, zone);
	let current: [number, number] | undefined;
	for (let ahead = -1; ahead <= DAYS_AHEAD; ahead++) {
		const day = addDays(today, ahead);
		const bounds = spansOn(day, hours).map(boundsOf);
		for (const [from, until] of bounds.sort(([one], [other]) => one - other)) {
			const start = instantOf(day, from, zone);
			const end = instantOf(day, until, zone);
			if (current && start <= current[1]) current[1] = Math.max(current[1], end);
			else {
				if (current) yield current;
				current = [start, end];
			}
		}
	}
	if (current) yield [current[0], Number.POSITIVE_INFINITY];
}

const CLOSED: Opening = { openNow: false, opensAt: null, closesAt: null };
const finite = (at: number): number | null => (Number.isFinite(at) ? at : null);

/** Decides for the store and for its copies at other services. Documents of earlier versions have no hours. */
export const openingAt = ({ closedUntil, hours, open }: Hours, at: number, zone: string): Opening => {
	if (!open) return CLOSED;
	const earliest = Math.max(at, closedUntil?.at ?? at);
	const spans = hours ? openSpans(hours, earliest, zone) : [[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const];
	for (const [from, until] of spans) {
		if (until <= earliest) continue;
		const opensAt = Math.max(from, earliest);
		return opensAt <= at ? { openNow: true, opensAt: null, closesAt: finite(until) } : { openNow: false, opensAt, closesAt: null };
	}
	return CLOSED;
};
