/** A ticket as the estimate sees it. Times are epoch ms; `startedAt` and `madeAt` are null until they are known. */
export interface QueuedTicket {
	prepMs: number;
	/** When it entered the queue. */
	queuedAt: number;
	startedAt: number | null;
	madeAt: number | null;
}

/** What recent tickets say about a store. */
export interface Pace {
	/** How long a ticket takes in proportion to its preparation time. */
	slowness: number;
	/** Time between two tickets, such as for calling a number. */
	pauseMs: number;
	/** Tickets that are made at the same time when there is enough to do. */
	hands: number;
}

/** Recent tickets that count. A shift changes, so older ones say little. */
export const RECENT = 30;
/** Until there are recent tickets, a store is expected to need the preparation time. */
const EXPECTED_TICKETS = 2;
/** A ticket that takes longer was probably not completed when it was made. */
const MAX_SLOWNESS = 4;
/** Hands that were busy for less of the time were a slip on the board. */
const MIN_SHARE = 0.1;
/** A longer pause was one without customers. */
const MAX_PAUSE = 60_000;

const isTimed = (ticket: QueuedTicket): ticket is QueuedTicket & { startedAt: number; madeAt: number } =>
	ticket.startedAt !== null && ticket.madeAt !== null && ticket.madeAt >= ticket.startedAt;

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const slownessOf = (made: (QueuedTicket & { startedAt: number; madeAt: number })[]): number => {
	const counted = made.filter(({ prepMs }) => prepMs > 0);
	if (counted.length === 0) return 1;
	const prepared = sum(counted.map(({ prepMs }) => prepMs));
	const taken = sum(counted.map(({ madeAt, prepMs, startedAt }) => Math.min(madeAt - startedAt, prepMs * MAX_SLOWNESS)));
	const expected = (prepared / counted.length) * EXPECTED_TICKETS;
	return (taken + expected) / (prepared + expected);
};

/** Of tickets that waited: from the last one that was made to the start. Half of them are shorter. */
const pauseOf = (made: (QueuedTicket & { startedAt: number; madeAt: number })[]): number => {
	const ends = made.map(({ madeAt }) => madeAt);
	const pauses = made
		.map(({ queuedAt, startedAt }) => startedAt - Math.max(queuedAt, ...ends.filter((end) => end <= startedAt)))
		.filter((pause) => pause >= 0 && pause < MAX_PAUSE)
		.sort((one, other) => one - other);
	return pauses[Math.floor(pauses.length / 2)] ?? 0;
};

/** The most tickets that were in the making together for a good part of the time in which any was. */
const handsOf = (spans: [from: number, until: number][]): number => {
	const edges = spans.flatMap(([from, until]) => [
		{ at: from, step: 1 },
		{ at: until, step: -1 },
	]);
	edges.sort((one, other) => one.at - other.at || one.step - other.step);
	const shares: number[] = [];
	let busy = 0;
	let level = 0;
	for (const [index, { at, step }] of edges.entries()) {
		const time = at - (edges[index - 1]?.at ?? at);
		if (level > 0) busy += time;
		for (let hands = 1; hands <= level; hands++) shares[hands] = (shares[hands] ?? 0) + time;
		level += step;
	}
	return Math.max(
		1,
		shares.findLastIndex((time) => time > busy * MIN_SHARE),
	);
};

/** Measures the store on its recent tickets. `open` counts for the hands, because two that are being made prove two hands. */
export const paceOf = (recent: QueuedTicket[], open: QueuedTicket[], at: number): Pace => {
	const made = recent.filter(isTimed);
	const started = open.flatMap(({ startedAt }): [number, number][] => (startedAt === null || startedAt >= at ? [] : [[startedAt, at]]));
	return {
		slowness: slownessOf(made),
		pauseMs: pauseOf(made),
		hands: handsOf([...made.map(({ madeAt, startedAt }): [number, number] => [startedAt, madeAt]), ...started]),
	};
};

/** When a new ticket can be started: all tickets before it go to whichever hand is free first. */
export const startsAt = (open: QueuedTicket[], { hands, pauseMs, slowness }: Pace, at: number): number => {
	const free = new Array<number>(hands).fill(at);
	const take = (from: number, takes: number) => {
		const first = free.indexOf(Math.min(...free));
		free[first] = Math.max(at, Math.max(from, 0) + takes, free[first]! === at ? at : free[first]!);
	};
	for (const { prepMs, startedAt } of open) if (startedAt !== null) take(startedAt, prepMs * slowness + pauseMs);
	for (const { prepMs, startedAt } of open) if (startedAt === null) take(Math.min(...free), prepMs * slowness + pauseMs);
	return Math.min(...free);
};

/** When a new ticket will be ready, from the queue as it is. */
export const readyAtFor = (prepMs: number, open: QueuedTicket[], pace: Pace, at: number): number =>
	Math.round(startsAt(open, pace, at) + prepMs * pace.slowness);
