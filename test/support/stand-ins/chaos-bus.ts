import { setTimeout as sleep } from "node:timers/promises";
import type { StoredDeadLetter } from "../../../contracts/inspection.ts";
import { type Bus, type GroupFigures, MAX_ATTEMPTS, mayRetry, type Subscription } from "../../../lib/messaging/bus.ts";
import type { Envelope } from "../../../lib/messaging/message.ts";

/** Shares from 0 to 1 of what goes wrong, and times in ms. */
export interface Badness {
	/** Publishing fails, and nothing is delivered. */
	lost: number;
	/** Publishing fails, but the message is on its way. */
	unconfirmed: number;
	/** A delivery that comes again at once, or much later. */
	doubled: number;
	repeated: number;
	/** A handler that is not reached, or whose success goes unnoticed. */
	failing: number;
	delay: number;
	muchLater: number;
}

export const BAD: Badness = { lost: 0.05, unconfirmed: 0.05, doubled: 0.15, repeated: 0.1, failing: 0.05, delay: 20, muchLater: 600 };
const GOOD: Badness = { lost: 0, unconfirmed: 0, doubled: 0, repeated: 0, failing: 0, delay: 1, muchLater: 0 };

type Mishap = "lost" | "unconfirmed" | "doubled" | "repeated" | "failing";

/** Trying again helps, as it does with a real connection. */
class Mishappened extends Error {
	override name = "Mishappened";
	retryable = true;
}

/** Mulberry32: the same numbers from 0 to 1 for the same seed. */
export const randomOf = (seed: number): (() => number) => {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
};

/** Delivers at least once, and that is all that can be said for it: late, twice, in any order, with failures on every way. */
export class ChaosBus implements Bus {
	/** Everything that was said, once. */
	readonly said = new Map<string, Envelope>();
	readonly deadLettered: StoredDeadLetter[] = [];
	readonly mishaps: Record<Mishap, number> = { lost: 0, unconfirmed: 0, doubled: 0, repeated: 0, failing: 0 };
	#subscriptions: Subscription[] = [];
	#underWay = new Set<Promise<void>>();
	#listeners: (() => void)[] = [];
	#badness: Badness;
	#random: () => number;
	#open = false;

	constructor(seed: number, badness: Badness = BAD) {
		this.#random = randomOf(seed);
		this.#badness = badness;
	}

	async start(): Promise<void> {
		this.#open = true;
		for (const listener of this.#listeners) listener();
	}

	/** From now on nothing goes wrong; what did go wrong still comes. */
	calm(): void {
		this.#badness = GOOD;
	}

	async publish(envelope: Envelope): Promise<void> {
		if (!this.#open) throw new Mishappened("the bus is not open");
		await sleep(this.#delay() / 4);
		if (this.#happens("lost")) throw new Mishappened(`${envelope.id} was lost`);
		this.said.set(envelope.id, envelope);
		for (const subscription of this.#subscriptions) if (subscription.types.includes(envelope.type)) this.#post(subscription, envelope);
		if (this.#happens("unconfirmed")) throw new Mishappened(`${envelope.id} was not confirmed`);
	}

	async subscribe(subscription: Subscription): Promise<void> {
		this.#subscriptions.push(subscription);
	}

	onReconnect(listener: () => void): void {
		this.#listeners.push(listener);
	}

	backlog(): number {
		return this.#underWay.size;
	}

	figures(): Record<string, GroupFigures> {
		return {};
	}

	async drain(): Promise<void> {
		this.#open = false;
		await Promise.all(this.#underWay);
	}

	close(): Promise<void> {
		return this.drain();
	}

	#post(subscription: Subscription, envelope: Envelope): void {
		this.#send(subscription, envelope, this.#delay());
		if (this.#happens("doubled")) this.#send(subscription, envelope, this.#delay());
		if (this.#happens("repeated")) this.#send(subscription, envelope, this.#random() * this.#badness.muchLater);
	}

	#send(subscription: Subscription, envelope: Envelope, wait: number): void {
		const delivered = this.#deliver(subscription, envelope, wait).finally(() => this.#underWay.delete(delivered));
		this.#underWay.add(delivered);
	}

	async #deliver(subscription: Subscription, envelope: Envelope, wait: number): Promise<void> {
		const firstAt = Date.now();
		await sleep(wait);
		for (let attempts = 1, failures = 0; this.#open; attempts++) {
			try {
				return await this.#handle(subscription, envelope);
			} catch (error) {
				if (!mayRetry(error)) failures++;
				if (failures === MAX_ATTEMPTS) {
					const { id, json: raw, type } = envelope;
					const dead: StoredDeadLetter = {
						id,
						type,
						raw,
						group: subscription.group,
						attempts,
						error: String(error),
						firstAt,
						at: Date.now(),
					};
					this.deadLettered.push(dead);
					return subscription.deadLetter(dead);
				}
			}
			await sleep(this.#delay());
		}
	}

	async #handle({ handler }: Subscription, { json }: Envelope): Promise<void> {
		if (this.#happens("failing")) throw new Mishappened("not reached");
		await handler(JSON.parse(json));
		if (this.#happens("failing")) throw new Mishappened("not noticed");
	}

	#delay(): number {
		return this.#random() * this.#badness.delay;
	}

	#happens(mishap: Mishap): boolean {
		const happens = this.#random() < this.#badness[mishap];
		if (happens) this.mishaps[mishap]++;
		return happens;
	}
}
