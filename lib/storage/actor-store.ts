import type { Envelope } from "../messaging/message.ts";

/** The timer of an actor: this command is sent to it at this time. */
export interface Due {
	at: number;
	command: { type: string };
}

/** A stored actor. */
export interface ActorDocument<State = unknown> {
	_id: string;
	/** Incremented by each write. Every write names the version that it replaces. */
	version: number;
	state: State;
	/** The highest version received of each sender. Messages that are not above it are stale. */
	seen: Record<string, number>;
	/** Messages that may not have been published yet, oldest first. */
	outbox: Envelope[];
	due?: Due;
	/** Ids of the last published message, and of those that were handled since. The next message names them. */
	after?: string[];
}

/** A document without watermarks, outbox and timer. */
export const bareDocument = <State>(_id: string, version: number, state: State): ActorDocument<State> => ({
	_id,
	version,
	state,
	seen: {},
	outbox: [],
});

export type Scalar = string | number | boolean;

export interface Query {
	/** Fields of a declared index. An array matches any of its values. */
	where?: Record<string, Scalar | Scalar[]>;
	/** Order by `_id`, which sorts by creation time. */
	order?: "ascending" | "descending";
	/** Cursor: starts after this `_id`. */
	after?: string;
	limit: number;
}

/** Storage of actors with their outboxes and timers. test/integration/storage/actor-store.suite.ts specifies the behaviour on SQLite and MongoDB. */
export interface ActorStore<State = unknown> {
	load(id: string): Promise<ActorDocument<State> | null>;
	/** The version of a document, without reading the rest of it; undefined if there is none. */
	version(id: string): Promise<number | undefined>;
	/** False if the id exists. */
	create(document: ActorDocument<State>): Promise<boolean>;
	/** Conditional write. False if the stored version is not the expected one. */
	replace(document: ActorDocument<State>, expected: number): Promise<boolean>;
	/** Documents with `due.at` up to and including `until`, earliest first. */
	overdue(until: number, limit: number): Promise<ActorDocument<State>[]>;
	/** Documents with a non-empty outbox, ordered by `_id`, after `after`. */
	pending(limit: number, after?: string): Promise<ActorDocument<State>[]>;
	/** Empties the outbox of each document that still has the given version. The version does not change. */
	clearOutbox(published: Map<string, number>): Promise<void>;
	list(query: Query): Promise<ActorDocument<State>[]>;
	/** False if the stored version is not the expected one or the document does not exist. */
	remove(id: string, expected: number): Promise<boolean>;
}

/** Declares a collection. `indexes` list fields of the state: `{ customer: ["customerId"], board: ["storeId", "status"] }`. */
export interface CollectionSpec {
	name: string;
	indexes?: Record<string, string[]>;
}

/**
 * The storage cannot be reached or cannot write. The operation may be retried. A write may have been stored, if only its
 * acknowledgement was lost; load the document before a retry.
 */
export class StoreUnavailable extends Error {
	override name = "StoreUnavailable";
	code = 503;
	type = "store_unavailable";
	retryable = true;
}
