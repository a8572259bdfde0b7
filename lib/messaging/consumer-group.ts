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
	type Subscription,
	type Suspects,
	TooEarly,
} from "./bus.ts";
import type { Message } from "./message.ts";

/** A message as it reaches a group. */
export interface Letter {
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
export interface Patience {
	attempts: number;
	deliveries: number;
	deaths: number;
	backoff(attempt: number): number;
	earlyBackoff(attempt: number): number;
}
export const PATIENCE: Patience = {
	attempts: MAX_ATTEMPTS,
	deliveries: MAX_DELIVERIES,
	deaths: MAX_DEATHS,
	backoff,
	earlyBackoff,
};

export const delayAfter = (error: unknown, attempt: number, patience: Patience): number =>
	error instanceof TooEarly ? patience.earlyBackoff(attempt) : patience.backoff(attempt);

export type Outcome = "handled" | "buried";

/** The bus takes or delivers nothing now; the message stays where it came from. */
export class BusClosed extends Error {
	override name = "BusClosed";
	retryable = true;
}

export class Unreadable extends Error {
	override name = "Unreadable";
}

/** Processes end over it. */
export class Deadly extends Error {
	override name = "Deadly";
}

export const readMessage = (raw: string): Message | undefined => {
	try {
		const message = JSON.parse(raw) as Message | null;
		return typeof message?.sender === "string" && typeof message.type === "string" ? message : undefined;
	} catch {
		// No JSON: what cannot be read is buried as it is.
		return undefined;
	}
};

/** One subscriber: hears each sender in order, the senders side by side. A failing message holds up its own sender only. */
export class Group {
	readonly subscription: Subscription;
	#patience: Patience;
	#givesBack: (error: unknown, attempt: number) => boolean;
	#chains = new Mailbox();
	#watched = new Mailbox();
	#closing = new AbortController();
	#figures: GroupFigures = { pending: 0, inHand: 0, redelivered: 0, buried: 0, handled: 0 };

	/** What `givesBack` says yes to is left to the caller, as a rejection; all else is tried again here. */
	constructor(subscription: Subscription, patience: Patience, givesBack: (error: unknown, attempt: number) => boolean = () => false) {
		this.subscription = subscription;
		this.#patience = patience;
		this.#givesBack = givesBack;
	}

	get figures(): Readonly<GroupFigures> {
		return this.#figures;
	}

	deliver(letter: Letter): Promise<Outcome> {
		this.#figures.pending++;
		if ((letter.deliveries ?? 1) > 1) this.#figures.redelivered++;
		return this.#chains.run(letter.sender, () => this.#settle(letter));
	}

	/** Waits for the handlers that run; what queues behind them or waits for its next attempt is rejected. */
	async drain(): Promise<void> {
		this.#closing.abort();
		await this.#chains.idle();
	}

	async #settle(letter: Letter): Promise<Outcome> {
		const figures = this.#figures;
		figures.pending--;
		if (this.#closing.signal.aborted) throw new BusClosed(`${letter.id} was not handed to ${this.subscription.group}.`);
		figures.inHand++;
		try {
			return await this.#attempt(letter);
		} catch (error) {
			return await this.#insist(letter, error);
		} finally {
			figures.inHand--;
		}
	}

	#attempt(letter: Letter): Promise<Outcome> {
		const { suspects } = this.subscription;
		const isSuspect = suspects && (letter.deliveries ?? 1) > this.#patience.deliveries;
		return isSuspect ? this.#watched.run("", () => this.#watch(letter, suspects)) : this.#handle(letter);
	}

	/** One at a time, so that the one that ends the process is known: it was begun and never ended. */
	async #watch(letter: Letter, suspects: Suspects): Promise<Outcome> {
		if (this.#closing.signal.aborted) throw new BusClosed(`${letter.id} was not begun again.`);
		const begun = await suspects.begin(letter.id);
		if (begun > this.#patience.deaths) throw new Deadly(`${begun - 1} processes have ended while they handled it.`);
		try {
			return await this.#handle(letter);
		} finally {
			await suspects.end(letter.id);
		}
	}

	async #handle({ id, message }: Letter): Promise<Outcome> {
		if (!message) throw new Unreadable(`${id} is not a message.`);
		await this.subscription.handler(message);
		this.#figures.handled++;
		return "handled";
	}

	/** In place, so that a failure does not change the order. */
	async #insist(letter: Letter, first: unknown): Promise<Outcome> {
		const firstAt = Date.now();
		let error = first;
		let failures = 0;
		for (let attempt = 1; ; attempt++) {
			if (!mayRetry(error)) failures++;
			if (this.#isHopeless(error, failures) && (await this.#bury(letter, attempt, error, firstAt))) return "buried";
			if (this.#givesBack(error, attempt)) throw error;
			await this.#wait(letter, delayAfter(error, attempt, this.#patience));
			this.#figures.redelivered++;
			try {
				return await this.#attempt(letter);
			} catch (next) {
				error = next;
			}
		}
	}

	#isHopeless(error: unknown, failures: number): boolean {
		return error instanceof Unreadable || error instanceof Deadly || (!mayRetry(error) && failures >= this.#patience.attempts);
	}

	async #bury({ id, type, raw }: Letter, attempts: number, error: unknown, firstAt: number): Promise<boolean> {
		const { group, bury, suspects } = this.subscription;
		try {
			await bury({
				id,
				group,
				type,
				raw,
				attempts,
				error: error instanceof Error ? error.message : String(error),
				firstAt,
				at: Date.now(),
			});
			if (error instanceof Deadly) await suspects?.end(id);
		} catch {
			// The store is away, most likely: the message is tried again meanwhile, and buried later.
			return false;
		}
		this.#figures.buried++;
		return true;
	}

	async #wait({ id }: Letter, milliseconds: number): Promise<void> {
		await pause(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => {
			throw new BusClosed(`${id} was waiting for its next attempt.`);
		});
	}
}
