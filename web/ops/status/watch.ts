import type { Overview } from "../../../contracts/ops.ts";

export type Queue = Overview["queues"][number];

export interface WatchedQueue extends Queue {
	redeliveredLately: number;
	deadLetteredLately: number;
	/** Something waits, and nothing has been handled for a while. */
	isStuck: boolean;
}

const LATELY_MS = 60_000;
const STUCK_AFTER_MS = 15_000;

const timeOf = ({ asOf }: Overview): number => Date.parse(asOf);

/** The snapshots of the last minute, the oldest first. */
export const remember = (kept: Overview[], next: Overview): Overview[] => [
	...kept.filter((one) => timeOf(one) >= timeOf(next) - LATELY_MS && one.asOf !== next.asOf),
	next,
];

const waiting = ({ inHand, pending }: Queue): number => inHand + pending;

/** Nodes count from their start: fewer than before is one that has begun anew. */
const risen = (now: number, then: number | undefined): number => (then === undefined ? 0 : Math.max(0, now - then));

const stoodStill = (kept: Overview[], { group, handled }: Queue): boolean => {
	const now = timeOf(kept.at(-1)!);
	const earlier = kept.filter((one) => timeOf(one) <= now - STUCK_AFTER_MS).at(-1);
	if (!earlier) return false;
	const since = kept.slice(kept.indexOf(earlier)).map(({ queues }) => queues.find((queue) => queue.group === group));
	return since.every((queue) => queue !== undefined && waiting(queue) > 0 && queue.handled === handled);
};

/** The queues of the last snapshot, with what has become of them since those before it. */
export const watched = (kept: Overview[]): WatchedQueue[] => {
	const first = kept[0];
	return (kept.at(-1)?.queues ?? []).map((queue) => {
		const then = first?.queues.find(({ group }) => group === queue.group);
		return {
			...queue,
			redeliveredLately: risen(queue.redelivered, then?.redelivered),
			deadLetteredLately: risen(queue.deadLettered, then?.deadLettered),
			isStuck: waiting(queue) > 0 && stoodStill(kept, queue),
		};
	});
};
