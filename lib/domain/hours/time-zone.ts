const MINUTE = 60_000;
const DAY = 86_400_000;

/** A date of the calendar, as midnight UTC of that date. Its arithmetic knows no daylight-saving time. */
export type CalendarDay = number;

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
	const known = formats.get(zone);
	if (known) return known;
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		hourCycle: "h23",
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	formats.set(zone, format);
	return format;
};

/** The zone's wall clock, as if it were UTC. */
const wallClock = (at: number, zone: string): number => {
	const part: Record<string, number> = {};
	for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value);
	return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
};

/** Clocks change at quarters of an hour only. Formatting a date takes microseconds, and hours ask for hundreds. */
const QUARTER = 15 * MINUTE;
const MAX_OFFSETS = 20_000;
const offsets = new Map<string, number>();

const offsetAt = (at: number, zone: string): number => {
	const quarter = Math.floor(at / QUARTER);
	const key = `${quarter} ${zone}`;
	const known = offsets.get(key);
	if (known !== undefined) return known;
	const start = quarter * QUARTER;
	const offset = wallClock(start, zone) - start;
	if (offsets.size >= MAX_OFFSETS) offsets.clear();
	offsets.set(key, offset);
	return offset;
};

/** The date of the zone's calendar. */
export const dayOf = (at: number, zone: string): CalendarDay => Math.floor((at + offsetAt(at, zone)) / DAY) * DAY;
export const minutesOfDay = (at: number, zone: string): number => Math.floor((at + offsetAt(at, zone) - dayOf(at, zone)) / MINUTE);
export const addDays = (day: CalendarDay, count: number): CalendarDay => day + count * DAY;
/** 0 is Monday. */
export const weekdayOf = (day: CalendarDay): number => (new Date(day).getUTCDay() + 6) % 7;
/** `2026-12-25` */
export const dateText = (day: CalendarDay): string => new Date(day).toISOString().slice(0, 10);

/**
 * When the zone's clock shows this time. A time that daylight saving skips is taken with the offset from before,
 * so it falls after the gap; of a time that comes twice, the first is meant.
 */
export const instantOf = (day: CalendarDay, minutes: number, zone: string): number => {
	const wall = day + minutes * MINUTE;
	const before = wall - offsetAt(wall - DAY, zone);
	const after = wall - offsetAt(wall + DAY, zone);
	const matches = [before, after].filter((at) => at + offsetAt(at, zone) === wall);
	return matches.length > 0 ? Math.min(...matches) : before;
};
