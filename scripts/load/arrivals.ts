import { setTimeout as sleep } from "node:timers/promises";

export interface Visit {
	/** Counts from 0, over all clients. */
	turn: number;
	client: number;
	/** When it should have begun, on the clock of `performance.now()`. */
	intendedAt: number;
}

export interface Plan {
	clients: number;
	/** Visits a second; undefined: one after the other. */
	rate: number | undefined;
	/** On the clock of `performance.now()`; may move closer while it runs. */
	endsAt: () => number;
	/** Wakes those who wait for their turn when the run ends early. */
	ended: AbortSignal;
}

/** Not beyond the end of the run. */
const waitUntil = (at: number, ended: AbortSignal) =>
	sleep(Math.max(0, at - performance.now()), undefined, { signal: ended }).catch(() => undefined);

/** Has the clients make visits until the run ends. Returns how many visits were due and did not begin, as all clients were busy. */
export async function arrive({ clients, ended, endsAt, rate }: Plan, visit: (visit: Visit) => Promise<void>): Promise<number> {
	const beganAt = performance.now();
	const intended = (turn: number): number => (rate === undefined ? performance.now() : beganAt + (turn * 1000) / rate);
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
	return rate === undefined ? 0 : Math.max(0, dueBy(rate, endsAt() - beganAt) - next);
}

/** How many visits begin within a time, the first at once. */
export const dueBy = (rate: number, ms: number): number => Math.ceil((ms / 1000) * rate);
