import type { Overview } from "../../../contracts/ops.ts";

export type Queue = Overview["queues"][number];

export interface WatchedQueue extends Queue {
	recentlyRedelivered: number;
	recentlyDeadLettered: number;
	/** Messages wait, and none was handled for 15 seconds. */
	isStuck: boolean;
}

const RECENT_MS = 60_000;
const STUCK_AFTER_MS = 15_000;

const timeOf = ({ asOf }: Overview): number => Date.parse(asOf);

/** The overviews of the last minute, the oldest first. */
export const addToHistory = (history: Overview[], next: Overview): Overview[] => [
	...history.filter((one) => timeOf(one) >= timeOf(next) - RECENT_MS && one.asOf !== next.asOf),
	next,
];

const waiting = ({ inHand, pending }: Queue): number => inHand + pending;

/** Nodes count from their start, so a lower count means a restart and not a decrease. */
const increase = (now: number, then: number | undefined): number => (then === undefined ? 0 : Math.max(0, now - then));

const isUnchanged = (history: Overview[], { group, handled }: Queue): boolean => {
	const now = timeOf(history.at(-1)!);
	const earlier = history.filter((one) => timeOf(one) <= now - STUCK_AFTER_MS).at(-1);
	if (!earlier) return false;
	const since = history.slice(history.indexOf(earlier)).map(({ queues }) => queues.find((queue) => queue.group === group));
	return since.every((queue) => queue !== undefined && waiting(queue) > 0 && queue.handled === handled);
};

/** The queues of the latest overview, with their changes over the history. */
export const watchQueues = (history: Overview[]): WatchedQueue[] => {
	const first = history[0];
	return (history.at(-1)?.queues ?? []).map((queue) => {
		const then = first?.queues.find(({ group }) => group === queue.group);
		return {
			...queue,
			recentlyRedelivered: increase(queue.redelivered, then?.redelivered),
			recentlyDeadLettered: increase(queue.deadLettered, then?.deadLettered),
			isStuck: waiting(queue) > 0 && isUnchanged(history, queue),
		};
	});
};
