import type { SeriesName } from "../../contracts/ops.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { MINUTE_MS, type Minute } from "../../lib/observability/minutes.ts";

/** The counts of one node since its start. */
export interface NodeCounts {
	startedAt: number;
	minutes: [start: number, counts: Minute][];
}

type Values = Record<string, number | null>;

const ORDER_STATUSES = ["placed", "submitted", "accepted", "preparing", "ready", "in_transit", "completed", "cancelled", "rejected"];

const withZeros = (keys: string[], counts: Minute): Values => ({ ...Object.fromEntries(keys.map((key) => [key, 0])), ...counts });

/** The smallest value that is at least as large as this share of all values. */
const quantile = (share: number, sorted: [value: number, count: number][], total: number): number | null => {
	let left = share * total;
	for (const [value, count] of sorted) {
		left -= count;
		if (left <= 0) return value;
	}
	return null;
};

/** Counts by seconds between promised and actual ready time, in steps of ten. */
const promiseError = (counts: Minute): Values => {
	const sorted = Object.entries(counts)
		.map(([seconds, count]): [number, number] => [Number(seconds), count])
		.sort(([one], [other]) => one - other);
	const total = sorted.reduce((sum, [, count]) => sum + count, 0);
	const late = sorted.reduce((sum, [seconds, count]) => sum + (seconds > 0 ? count : 0), 0);
	return {
		count: total,
		p50: quantile(0.5, sorted, total),
		p90: quantile(0.9, sorted, total),
		lateShare: total > 0 ? late / total : null,
	};
};

const VALUES: Record<SeriesName, (counts: Minute) => Values> = {
	orders: (counts) => withZeros(ORDER_STATUSES, counts),
	promise_error: promiseError,
	requests: (counts) => withZeros(["2xx", "3xx", "4xx", "5xx"], counts),
};

const sumInto = (sum: Minute, counts: Minute): Minute => {
	for (const [key, count] of Object.entries(counts)) sum[key] = (sum[key] ?? 0) + count;
	return sum;
};

/** The start of the first minute; the last one contains `at` and is not over yet. */
export const firstMinute = (at: number, minutes: number): number => at - (at % MINUTE_MS) - (minutes - 1) * MINUTE_MS;

/** One item per minute, including minutes without counts. */
export const seriesOf = (name: SeriesName, minutes: number, at: number, nodes: NodeCounts[]) => {
	const from = firstMinute(at, minutes);
	const sums = new Map<number, Minute>();
	for (const node of nodes) for (const [start, counts] of node.minutes) sums.set(start, sumInto(sums.get(start) ?? {}, counts));
	return {
		name,
		asOf: iso(at),
		completeSince: iso(Math.max(from, ...nodes.map(({ startedAt }) => startedAt))),
		items: Array.from({ length: minutes }, (_, index) => {
			const start = from + index * MINUTE_MS;
			return { at: iso(start), values: VALUES[name](sums.get(start) ?? {}) };
		}),
	};
};
