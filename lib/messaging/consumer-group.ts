import { setTimeout as pause } from "node:timers/promises";
import {
	backoff,
	earlyBackoff,
	type GroupFigures,
	MAX_ATTEMPTS,
	MAX_CRASHES,
	MAX_DELIVERIES,
	mayRetry,
	type PoisonGuard,
	type Subscription,
	TooEarly,
} from "./bus.ts";
import { Mailbox } from "./mailbox.ts";
import { laneOf, type Message, orderOf } from "./message.ts";

/** A message as delivered to a group. */
export interface InboundMessage {
	id: string;
	type: string;
	sender: string;
	raw: string;
	/** Undefined if the text is not a valid message. */
	message: Message | undefined;
	/** Number of deliveries by the server, to any process. */
	deliveries?: number;
}

/** Limits and delays of retries. Delays are in ms; attempts count from 1. */
export interface RetryPolicy {
	attempts: number;
	deliveries: number;
	crashes: number;
	backoff(attempt: number): number;
	earlyBackoff(attempt: number): number;
}
export const RETRY_POLICY: RetryPolicy = {
	attempts: MAX_ATTEMPTS,
	deliveries: MAX_DELIVERIES,
	crashes: MAX_CRASHES,
	backoff,
	earlyBackoff,
};

export const delayAfter = (error: unknown, attempt: number, retryPolicy: RetryPolicy): number =>
	error instanceof TooEarly ? retryPolicy.earlyBackoff(attempt) : retryPolicy.backoff(attempt);

export type Outcome = "handled" | "deadLettered";

/** The bus is not open or is closing. The message stays in the outbox or on the server. */
export class BusClosed extends Error {
	override name = "BusClosed";
	retryable = true;
}

export class Unreadable extends Error {
	override name = "Unreadable";
}

/** Handling this message repeatedly crashed its process. */
export class PoisonMessage extends Error {
	override name = "PoisonMessage";
}

export const readMessage = (raw: string): Message | undefined => {
	try {
		const message = JSON.parse(raw) as Message | null;
		return typeof message?.sender === "string" && typeof message.type === "string" ? message : undefined;
	} catch {
		// Invalid JSON: the raw text is dead-lettered.
		return undefined;
	}
};

const storeOf = ({ message }: InboundMessage): string | undefined => {
	const storeId = (message?.data as { storeId?: unknown } | null | undefined)?.storeId;
	return typeof storeId === "string" ? storeId : undefined;
};

/**
 * Handles the messages of one subscription: unless it is concurrent, those of one sender about one order in order, and all others
 * concurrently. A failing message delays only those.
 */
export class ConsumerGroup {
	readonly subscription: Subscription;
	#retryPolicy: RetryPolicy;
	#handsBack: (error: unknown, attempt: number) => boolean;
	#chains = new Mailbox();
	#guarded = new Mailbox();
	#closing = new AbortController();
	#unsettledByStore = new Map<string, number>();
	#figures: GroupFigures = { pending: 0, inHand: 0, redelivered: 0, deadLettered: 0, handled: 0 };

	/** Errors for which `handsBack` is true reject, so that the caller redelivers; other errors are retried here. */
	constructor(subscription: Subscription, retryPolicy: RetryPolicy, handsBack: (error: unknown, attempt: number) => boolean = () => false) {
		this.subscription = subscription;
		this.#retryPolicy = retryPolicy;
		this.#handsBack = handsBack;
	}

	get figures(): Readonly<GroupFigures> {
		return this.#figures;
	}

	unsettledOf(storeId: string): number {
		return this.#unsettledByStore.get(storeId) ?? 0;
	}

	async deliver(inbound: InboundMessage): Promise<Outcome> {
		this.#figures.pending++;
		if ((inbound.deliveries ?? 1) > 1) this.#figures.redelivered++;
		const storeId = storeOf(inbound);
		if (storeId === undefined) return this.#queue(inbound);
		this.#unsettledByStore.set(storeId, this.unsettledOf(storeId) + 1);
		try {
			return await this.#queue(inbound);
		} finally {
			const left = this.unsettledOf(storeId) - 1;
			if (left > 0) this.#unsettledByStore.set(storeId, left);
			else this.#unsettledByStore.delete(storeId);
		}
	}

	/** Waits for running handlers. Rejects messages that are queued or waiting for their next attempt. */
	async drain(): Promise<void> {
		this.#closing.abort();
		await this.#chains.idle();
	}

	#queue(inbound: InboundMessage): Promise<Outcome> {
		const { id, message, sender } = inbound;
		const lane = this.subscription.isConcurrent ? id : laneOf(sender, orderOf(sender, message?.data));
		return this.#chains.run(lane, () => this.#settle(inbound));
	}

	async #settle(inbound: InboundMessage): Promise<Outcome> {
		const figures = this.#figures;
		figures.pending--;
		if (this.#closing.signal.aborted) throw new BusClosed(`The bus closed before ${this.subscription.group} handled ${inbound.id}.`);
		figures.inHand++;
		try {
			return await this.#attempt(inbound);
		} catch (error) {
			return await this.#retry(inbound, error);
		} finally {
			figures.inHand--;
		}
	}

	#attempt(inbound: InboundMessage): Promise<Outcome> {
		const { poisonGuard } = this.subscription;
		const isGuarded = poisonGuard && (inbound.deliveries ?? 1) > this.#retryPolicy.deliveries;
		return isGuarded ? this.#guarded.run("", () => this.#handleGuarded(inbound, poisonGuard)) : this.#handle(inbound);
	}

	/** Runs one guarded message at a time, so that a crash identifies its message: begun but never ended. */
	async #handleGuarded(inbound: InboundMessage, poisonGuard: PoisonGuard): Promise<Outcome> {
		if (this.#closing.signal.aborted) throw new BusClosed(`The bus closed before ${inbound.id} was retried.`);
		const begun = await poisonGuard.begin(inbound.id);
		if (begun > this.#retryPolicy.crashes) throw new PoisonMessage(`${begun - 1} processes crashed while handling this message.`);
		try {
			return await this.#handle(inbound);
		} finally {
			await poisonGuard.end(inbound.id);
		}
	}

	async #handle({ id, message }: InboundMessage): Promise<Outcome> {
		if (!message) throw new Unreadable(`${id} is not a valid message.`);
		await this.subscription.handler(message);
		this.#figures.handled++;
		return "handled";
	}

	/** Retries in place, so that a failure does not change the order. */
	async #retry(inbound: InboundMessage, first: unknown): Promise<Outcome> {
		const firstAt = Date.now();
		let error = first;
		let failures = 0;
		for (let attempt = 1; ; attempt++) {
			if (!mayRetry(error)) failures++;
			if (this.#isFinal(error, failures) && (await this.#deadLetter(inbound, attempt, error, firstAt))) return "deadLettered";
			if (this.#handsBack(error, attempt)) throw error;
			await this.#wait(inbound, delayAfter(error, attempt, this.#retryPolicy));
			this.#figures.redelivered++;
			try {
				return await this.#attempt(inbound);
			} catch (next) {
				error = next;
			}
		}
	}

	#isFinal(error: unknown, failures: number): boolean {
		return error instanceof Unreadable || error instanceof PoisonMessage || (!mayRetry(error) && failures >= this.#retryPolicy.attempts);
	}

	async #deadLetter({ id, type, raw }: InboundMessage, attempts: number, error: unknown, firstAt: number): Promise<boolean> {
		const { group, deadLetter, poisonGuard } = this.subscription;
		try {
			await deadLetter({
				id,
				group,
				type,
				raw,
				attempts,
				error: error instanceof Error ? error.message : String(error),
				firstAt,
				at: Date.now(),
			});
			if (error instanceof PoisonMessage) await poisonGuard?.end(id);
		} catch {
			// The storage is probably unavailable: retry the message, and dead-letter it later.
			return false;
		}
		this.#figures.deadLettered++;
		return true;
	}

	async #wait({ id }: InboundMessage, milliseconds: number): Promise<void> {
		await pause(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => {
			throw new BusClosed(`The bus closed while ${id} was waiting for its next attempt.`);
		});
	}
}
