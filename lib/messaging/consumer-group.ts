import { setTimeout as pause } from "node:timers/promises";
import { Mailbox } from "../actor/mailbox.ts";
import {
	backoff,
	earlyBackoff,
	type GroupFigures,
	MAX_ATTEMPTS,
	MAX_DEATHS,
	MAX_DELIVERIES,
	mayRetry,
	type PoisonGuard,
	type Subscription,
	TooEarly,
} from "./bus.ts";
import type { Message } from "./message.ts";

/** A message as it reaches a group. */
export interface InboundMessage {
	id: string;
	type: string;
	sender: string;
	raw: string;
	/** Missing when the text cannot be read. */
	message: Message | undefined;
	/** How often the server has delivered it, here or elsewhere. */
	deliveries?: number;
}

/** How long failures are borne. Delays are in ms, attempts count from 1. */
export interface RetryPolicy {
	attempts: number;
	deliveries: number;
	deaths: number;
	backoff(attempt: number): number;
	earlyBackoff(attempt: number): number;
}
export const RETRY_POLICY: RetryPolicy = {
	attempts: MAX_ATTEMPTS,
	deliveries: MAX_DELIVERIES,
	deaths: MAX_DEATHS,
	backoff,
	earlyBackoff,
};

export const delayAfter = (error: unknown, attempt: number, retryPolicy: RetryPolicy): number =>
	error instanceof TooEarly ? retryPolicy.earlyBackoff(attempt) : retryPolicy.backoff(attempt);

export type Outcome = "handled" | "deadLettered";

/** The bus takes or delivers nothing now; the message stays where it came from. */
export class BusClosed extends Error {
	override name = "BusClosed";
	retryable = true;
}

export class Unreadable extends Error {
	override name = "Unreadable";
}

/** Processes end over it. */
export class PoisonMessage extends Error {
	override name = "PoisonMessage";
}

export const readMessage = (raw: string): Message | undefined => {
	try {
		const message = JSON.parse(raw) as Message | null;
		return typeof message?.sender === "string" && typeof message.type === "string" ? message : undefined;
	} catch {
		// No JSON: what cannot be read is dead-lettered as it is.
		return undefined;
	}
};

/** One subscriber: hears each sender in order, the senders side by side. A failing message holds up its own sender only. */
export class ConsumerGroup {
	readonly subscription: Subscription;
	#retryPolicy: RetryPolicy;
	#givesBack: (error: unknown, attempt: number) => boolean;
	#chains = new Mailbox();
	#watched = new Mailbox();
	#closing = new AbortController();
	#figures: GroupFigures = { pending: 0, inHand: 0, redelivered: 0, deadLettered: 0, handled: 0 };

	/** What `givesBack` says yes to is left to the caller, as a rejection; all else is tried again here. */
	constructor(subscription: Subscription, retryPolicy: RetryPolicy, givesBack: (error: unknown, attempt: number) => boolean = () => false) {
		this.subscription = subscription;
		this.#retryPolicy = retryPolicy;
		this.#givesBack = givesBack;
	}

	get figures(): Readonly<GroupFigures> {
		return this.#figures;
	}

	deliver(inbound: InboundMessage): Promise<Outcome> {
		this.#figures.pending++;
		if ((inbound.deliveries ?? 1) > 1) this.#figures.redelivered++;
		return this.#chains.run(inbound.sender, () => this.#settle(inbound));
	}

	/** Waits for the handlers that run; what queues behind them or waits for its next attempt is rejected. */
	async drain(): Promise<void> {
		this.#closing.abort();
		await this.#chains.idle();
	}

	async #settle(inbound: InboundMessage): Promise<Outcome> {
		const figures = this.#figures;
		figures.pending--;
		if (this.#closing.signal.aborted) throw new BusClosed(`${inbound.id} was not handed to ${this.subscription.group}.`);
		figures.inHand++;
		try {
			return await this.#attempt(inbound);
		} catch (error) {
			return await this.#insist(inbound, error);
		} finally {
			figures.inHand--;
		}
	}

	#attempt(inbound: InboundMessage): Promise<Outcome> {
		const { poisonGuard } = this.subscription;
		const isGuarded = poisonGuard && (inbound.deliveries ?? 1) > this.#retryPolicy.deliveries;
		return isGuarded ? this.#watched.run("", () => this.#watch(inbound, poisonGuard)) : this.#handle(inbound);
	}

	/** One at a time, so that the one that ends the process is known: it was begun and never ended. */
	async #watch(inbound: InboundMessage, poisonGuard: PoisonGuard): Promise<Outcome> {
		if (this.#closing.signal.aborted) throw new BusClosed(`${inbound.id} was not begun again.`);
		const begun = await poisonGuard.begin(inbound.id);
		if (begun > this.#retryPolicy.deaths) throw new PoisonMessage(`${begun - 1} processes have ended while they handled it.`);
		try {
			return await this.#handle(inbound);
		} finally {
			await poisonGuard.end(inbound.id);
		}
	}

	async #handle({ id, message }: InboundMessage): Promise<Outcome> {
		if (!message) throw new Unreadable(`${id} is not a message.`);
		await this.subscription.handler(message);
		this.#figures.handled++;
		return "handled";
	}

	/** In place, so that a failure does not change the order. */
	async #insist(inbound: InboundMessage, first: unknown): Promise<Outcome> {
		const firstAt = Date.now();
		let error = first;
		let failures = 0;
		for (let attempt = 1; ; attempt++) {
			if (!mayRetry(error)) failures++;
			if (this.#isHopeless(error, failures) && (await this.#setAside(inbound, attempt, error, firstAt))) return "deadLettered";
			if (this.#givesBack(error, attempt)) throw error;
			await this.#wait(inbound, delayAfter(error, attempt, this.#retryPolicy));
			this.#figures.redelivered++;
			try {
				return await this.#attempt(inbound);
			} catch (next) {
				error = next;
			}
		}
	}

	#isHopeless(error: unknown, failures: number): boolean {
		return error instanceof Unreadable || error instanceof PoisonMessage || (!mayRetry(error) && failures >= this.#retryPolicy.attempts);
	}

	async #setAside({ id, type, raw }: InboundMessage, attempts: number, error: unknown, firstAt: number): Promise<boolean> {
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
			// The store is away, most likely: the message is tried again meanwhile, and dead-lettered later.
			return false;
		}
		this.#figures.deadLettered++;
		return true;
	}

	async #wait({ id }: InboundMessage, milliseconds: number): Promise<void> {
		await pause(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => {
			throw new BusClosed(`${id} was waiting for its next attempt.`);
		});
	}
}
