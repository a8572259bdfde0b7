import type { StoredDeadLetter } from "../../contracts/inspection.ts";
import type { Envelope, Message } from "./message.ts";

/** Resolves when the message's effect is durable. A rejection requests redelivery. */
export type Handler = (message: Message) => Promise<unknown>;

export interface Subscription {
	/** Each message goes to one member of each group. A group is a service, on any number of nodes. */
	group: string;
	types: string[];
	handler: Handler;
	/** Handles the messages of a sender concurrently, as they arrive; the handler itself keeps their order. */
	isConcurrent?: boolean;
	/** Stores a dead letter durably. The message is kept as long as this fails. */
	deadLetter: (dead: StoredDeadLetter) => Promise<void>;
	poisonGuard?: PoisonGuard;
}

/** Counts, across processes, which messages were begun but never finished. */
export interface PoisonGuard {
	/** Resolves with the number of unfinished attempts, including this one. */
	begin(id: string): Promise<number>;
	end(id: string): Promise<void>;
}

export interface GroupFigures {
	/** Not delivered yet. */
	pending: number;
	inHand: number;
	redelivered: number;
	deadLettered: number;
	handled: number;
}

/**
 * Delivers messages durably, at least once, and those of a sender about one order in order unless something fails.
 * test/integration/messaging/bus.suite.ts specifies the behaviour of both adapters.
 */
export interface Bus {
	/** Connects before anything else starts, so that a node that the server rejects fails early. `start` connects too. */
	connect?(): Promise<void>;
	start(): Promise<void>;
	/** Resolves when the message is safe. In process: every group has handled or dead-lettered it. JetStream: the server has stored it. */
	publish(envelope: Envelope): Promise<void>;
	subscribe(subscription: Subscription): Promise<void>;
	/** The listener is called when publishing may work again. */
	onReconnect(listener: () => void): void;
	/** Pending and in-progress messages of these groups, or of all, for admission control; about one store, if it is named. */
	backlog(groups?: readonly string[], storeId?: string): number;
	/** Messages that these groups have settled since some time in the past. The differences give the rate. */
	settled(groups: readonly string[]): number;
	figures(): Record<string, GroupFigures>;
	/** The size of the stored messages. In process there are none. */
	streamBytes?(): Promise<number>;
	/** Stops taking messages and waits for those in progress. */
	drain(): Promise<void>;
	close(): Promise<void>;
}

/** Thrown by a handler when another message has to arrive first. The message is retried soon; this does not count as a failure. */
export class TooEarly extends Error {
	override name = "TooEarly";
}

/** Retryable errors never lead to a dead letter. */
export const mayRetry = (error: unknown): boolean =>
	error instanceof TooEarly || (error as { retryable?: boolean } | null)?.retryable === true;

/** Failed attempts before a message is dead-lettered, in both adapters. */
export const MAX_ATTEMPTS = 6;
/** Deliveries above which a message is guarded: it may be poisonous and crash its process, or only have met outages. */
export const MAX_DELIVERIES = 15;
/** Process crashes before a guarded message is dead-lettered. */
export const MAX_CRASHES = 3;
export const backoff = (attempt: number): number => Math.min(100 * 2 ** attempt, 30_000);
export const earlyBackoff = (attempt: number): number => Math.min(20 * attempt, 2_000);
