import { RETAINED_MINUTES, SeriesName } from "../../contracts/ops.ts";

/** Counts of this process in one minute, for `GET /v1/ops/series`. A restart resets them. */
export type Minute = Record<string, number>;

export const MINUTE_MS = 60_000;

const minutesByName = new Map<SeriesName, Map<number, Minute>>(SeriesName.enum.map((name) => [name, new Map()]));

const minuteOf = (minutes: Map<number, Minute>, at: number): Minute => {
	const start = at - (at % MINUTE_MS);
	let minute = minutes.get(start);
	if (!minute) {
		minute = {};
		minutes.set(start, minute);
		for (const old of minutes.keys()) if (old <= start - RETAINED_MINUTES * MINUTE_MS) minutes.delete(old);
	}
	return minute;
};

export const countMinute = (name: SeriesName, key: string, at = Date.now()): void => {
	const minute = minuteOf(minutesByName.get(name)!, at);
	minute[key] = (minute[key] ?? 0) + 1;
};

/** The minutes with counts, starting with the minute at `from`. */
export const minutesOf = (name: SeriesName, from: number): [start: number, counts: Minute][] =>
	[...minutesByName.get(name)!].filter(([start]) => start >= from);
