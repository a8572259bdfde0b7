import type { Series } from "../../../contracts/ops.ts";

export interface Minute {
	at: string;
	values: Record<string, number | null>;
}

export const minutesOf = (series: Series): Minute[] =>
	series.items.map(({ at, values }) => ({ at, values: values as Record<string, number | null> }));

const figure = ({ values }: Minute, key: string): number => values[key] ?? 0;

export const total = (minutes: Minute[], key: string): number => minutes.reduce((sum, minute) => sum + figure(minute, key), 0);

/** Over all minutes: one with many orders weighs more. */
export function lateShare(minutes: Minute[]): number | null {
	const count = total(minutes, "count");
	return count === 0 ? null : minutes.reduce((sum, minute) => sum + figure(minute, "lateShare") * figure(minute, "count"), 0) / count;
}

/** Those in which anything happened, the latest first. */
export const busyMinutes = (minutes: Minute[], keys: string[]): Minute[] =>
	minutes.filter((minute) => keys.some((key) => (minute.values[key] ?? null) !== null && minute.values[key] !== 0)).reverse();

/** Answers that are no trouble are one kind. */
export const answersOf = (minutes: Minute[]): Minute[] =>
	minutes.map((minute) => ({
		at: minute.at,
		values: { fine: figure(minute, "2xx") + figure(minute, "3xx"), "4xx": figure(minute, "4xx"), "5xx": figure(minute, "5xx") },
	}));
