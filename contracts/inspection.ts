import type { Callable } from "./contract.ts";

/** An actor as operations and read models see it. */
export interface Inspected<State = unknown> {
	id: string;
	version: number;
	state: State;
	/** Its timer. */
	due: { at: number; command: { type: string } } | null;
	/** Types of messages that may not have reached the bus. */
	unsent: string[];
}

/** A message that a consumer group could not handle. */
export interface StoredDeadLetter {
	id: string;
	group: string;
	type: string;
	/** As it came from the bus. */
	raw: string;
	attempts: number;
	/** Of the last attempt. */
	error: string;
	firstAt: number;
	at: number;
}

/** The internal actions that every actor has. */
export const inspection = <State>(service: string) => ({
	/** One page of all actors, by id. */
	scan: { name: `${service}.scan` } as Callable<{ after?: string; limit: number }, Inspected<State>[]>,
	/** Those of the ids that exist. */
	many: { name: `${service}.many` } as Callable<{ ids: string[] }, Inspected<State>[]>,
});

/** The internal actions that every subscriber has. */
export const deadLetters = (service: string) => ({
	list: { name: `${service}.deadLetters` } as Callable<{ limit: number }, StoredDeadLetter[]>,
	retry: { name: `${service}.retryDeadLetter` } as Callable<{ id: string }, void>,
});
