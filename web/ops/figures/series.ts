import type { Series } from "../../../contracts/ops.ts";

export interface Minute {
	at: string;
	values: Record<string, number | null>;
}

export const minutesOf = (series: Series): Minute[] =>
	series.items.map(({ at, values }) => ({ at, values: values as Record<string, number | null> }));

const figure = ({ values }: Minute, key: string): number => values[key] ?? 0;

export const total = (minutes: Minute[], key: string): number => minutes.reduce((sum, minute) => sum + figure(minute, key), 0);

/** The late share of all minutes, weighted by their number of orders. */
export function lateShare(minutes: Minute[]): number | null {
	const count = total(minutes, "count");
	return count === 0 ? null : minutes.reduce((sum, minute) => sum + figure(minute, "lateShare") * figure(minute, "count"), 0) / count;
}

/** The minutes with any value other than zero, the latest first. */
export const busyMinutes = (minutes: Minute[], keys: string[]): Minute[] =>
	minutes.filter((minute) => keys.some((key) => (minute.values[key] ?? null) !== null && minute.values[key] !== 0)).reverse();

/** Counts 2xx and 3xx responses together as successful. */
export const groupResponses = (minutes: Minute[]): Minute[] =>
	minutes.map((minute) => ({
		at: minute.at,
		values: { successful: figure(minute, "2xx") + figure(minute, "3xx"), "4xx": figure(minute, "4xx"), "5xx": figure(minute, "5xx") },
	}));
