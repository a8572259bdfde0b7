import type { Envelope } from "../messaging/message.ts";

/** When nobody else has moved the actor by then, it is told this. */
export interface Due {
	at: number;
	command: { type: string };
}

/** An actor at rest. */
export interface ActorDocument<State = unknown> {
	_id: string;
	/** Counts the writes; every write names the version it replaces. */
	version: number;
	state: State;
	/** The highest version heard of each sender: whatever is not above it is old. */
	seen: Record<string, number>;
	/** Said but perhaps not yet heard, oldest first. */
	outbox: Envelope[];
	due?: Due;
}

/** A document that has received no message, publishes none and waits for no time. */
export const bareDocument = <State>(_id: string, version: number, state: State): ActorDocument<State> => ({
	_id,
	version,
	state,
	seen: {},
	outbox: [],
});

export type Scalar = string | number | boolean;

export interface Query {
	/** Declared index fields only; an array means any of its values. */
	where?: Record<string, Scalar | Scalar[]>;
	/** By `_id`, which sorts by creation time. */
	order?: "ascending" | "descending";
	/** Cursor: starts behind this `_id`. */
	after?: string;
	limit: number;
}

/** Storage of actors, with what publishing and timers need. test/integration/storage/actor-store.suite.ts states its behaviour on SQLite and MongoDB. */
export interface ActorStore<State = unknown> {
	load(id: string): Promise<ActorDocument<State> | null>;
	/** False when the id is taken. */
	create(document: ActorDocument<State>): Promise<boolean>;
	/** Conditional write; false when the stored version is no longer the expected one. */
	replace(document: ActorDocument<State>, expected: number): Promise<boolean>;
	/** Documents whose `due.at` is not after `until`, earliest first. */
	overdue(until: number, limit: number): Promise<ActorDocument<State>[]>;
	/** Documents with a filled outbox, in `_id` order behind `after`. */
	pending(limit: number, after?: string): Promise<ActorDocument<State>[]>;
	/** Empties the outbox of each document that is still at the given version, without a new version. */
	clearOutbox(published: Map<string, number>): Promise<void>;
	list(query: Query): Promise<ActorDocument<State>[]>;
	/** False when the stored version is no longer the expected one, or nothing is stored. */
	remove(id: string, expected: number): Promise<boolean>;
}

/** How a collection is declared. `indexes` are fields of the state: `{ customer: ["customerId"], board: ["storeId", "status"] }`. */
export interface CollectionSpec {
	name: string;
	indexes?: Record<string, string[]>;
}

/** The store cannot be reached or cannot write: nothing was stored, and trying again later is right. */
export class StoreUnavailable extends Error {
	override name = "StoreUnavailable";
	code = 503;
	type = "store_unavailable";
	retryable = true;
}
