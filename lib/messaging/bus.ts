import type { StoredDeadLetter } from "../../contracts/inspection.ts";
import type { Envelope, Message } from "./message.ts";

/** Settles when the message's effect is durable; a rejection asks for another delivery. */
export type Handler = (message: Message) => Promise<unknown>;

export interface Subscription {
	/** One of each group hears a message: a group is a service, however many nodes run it. */
	group: string;
	types: string[];
	handler: Handler;
	/** Must be durable when it resolves; while it fails the message is kept. */
	deadLetter: (dead: StoredDeadLetter) => Promise<void>;
	poisonGuard?: PoisonGuard;
}

/** Remembers across processes which messages were begun and never ended, by their ids. */
export interface PoisonGuard {
	/** How often by now. */
	begin(id: string): Promise<number>;
	end(id: string): Promise<void>;
}

export interface GroupFigures {
	/** Not yet delivered. */
	pending: number;
	inHand: number;
	redelivered: number;
	deadLettered: number;
	handled: number;
}

/**
 * Carries messages durably, at least once, in the order of each sender while nothing fails.
 * Two adapters, and test/integration/messaging/bus.suite.ts holds both to it.
 */
export interface Bus {
	/** Before all else, so that a node which the server refuses says so and ends. `start` does it too. */
	connect?(): Promise<void>;
	start(): Promise<void>;
	/** Resolves when the message is safe: here, when every group has handled or dead-lettered it; across nodes, when the server has it on disk. */
	publish(envelope: Envelope): Promise<void>;
	subscribe(subscription: Subscription): Promise<void>;
	/** Called whenever what could not be sent before may now be sent. */
	onReconnect(listener: () => void): void;
	/** Messages that wait or are in hand, over all groups: what admission looks at. */
	backlog(): number;
	figures(): Record<string, GroupFigures>;
	/** Takes nothing new and waits for what is in hand. */
	drain(): Promise<void>;
	close(): Promise<void>;
}

/** Thrown by a handler when an earlier message has to come first: soon again, without counting as a failure. */
export class TooEarly extends Error {
	override name = "TooEarly";
}

/** A failure that says itself that trying again helps is never a reason to bury. */
export const mayRetry = (error: unknown): boolean =>
	error instanceof TooEarly || (error as { retryable?: boolean } | null)?.retryable === true;

/** What both adapters do with a failure. */
export const MAX_ATTEMPTS = 6;
/** Deliveries from which on a message is watched: outages and failures explain so many, and so does one that ends its process. */
export const MAX_DELIVERIES = 15;
/** Processes that may end over a message that is watched. */
export const MAX_DEATHS = 3;
export const backoff = (attempt: number): number => Math.min(100 * 2 ** attempt, 30_000);
export const earlyBackoff = (attempt: number): number => Math.min(20 * attempt, 2_000);
