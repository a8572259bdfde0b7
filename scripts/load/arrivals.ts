import { setTimeout as sleep } from "node:timers/promises";

export interface Visit {
	/** Sequence number over all clients, from 0. */
	turn: number;
	client: number;
	/** When it should have started, on the clock of `performance.now()`. */
	intendedAt: number;
}

export interface Plan {
	clients: number;
	/** Visits per second (open loop). Undefined: a client's visits follow each other (closed loop). */
	rate: number | undefined;
	/** On the clock of `performance.now()`. An interrupt moves it closer. */
	endsAt: () => number;
	/** Aborts waiting clients when the run ends early. */
	ended: AbortSignal;
}

const waitUntil = (at: number, ended: AbortSignal) =>
	sleep(Math.max(0, at - performance.now()), undefined, { signal: ended }).catch(() => undefined);

/** Lets the clients make visits until the run ends. Returns how many due visits did not start because all clients were busy. */
export async function arrive({ clients, ended, endsAt, rate }: Plan, visit: (visit: Visit) => Promise<void>): Promise<number> {
	const startedAt = performance.now();
	const intended = (turn: number): number => (rate === undefined ? performance.now() : startedAt + (turn * 1000) / rate);
	let next = 0;
	const run = async (client: number): Promise<void> => {
		while (performance.now() < endsAt() && intended(next) < endsAt()) {
			const turn = next++;
			const intendedAt = intended(turn);
			if (rate !== undefined) await waitUntil(intendedAt, ended);
			if (ended.aborted && performance.now() < intendedAt) return;
			await visit({ turn, client, intendedAt });
		}
	};
	await Promise.all(Array.from({ length: clients }, (_, client) => run(client)));
	return rate === undefined ? 0 : Math.max(0, dueBy(rate, endsAt() - startedAt) - next);
}

/** The number of visits due within a time; the first is due at once. */
export const dueBy = (rate: number, ms: number): number => Math.ceil((ms / 1000) * rate);
