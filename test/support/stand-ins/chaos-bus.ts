import { setTimeout as sleep } from "node:timers/promises";
import type { StoredDeadLetter } from "../../../contracts/inspection.ts";
import { type Bus, type GroupFigures, MAX_ATTEMPTS, mayRetry, type Subscription } from "../../../lib/messaging/bus.ts";
import type { Envelope } from "../../../lib/messaging/message.ts";

/** Probabilities of faults from 0 to 1, and times in ms. */
export interface FaultRates {
	/** Publishing fails, and nothing is delivered. */
	lost: number;
	/** Publishing fails, but the message is delivered. */
	unconfirmed: number;
	/** A message is delivered twice in a short time, or again much later. */
	doubled: number;
	repeated: number;
	/** A handler is not called, or its success is lost. */
	failing: number;
	delay: number;
	muchLater: number;
}

export const FAULTY: FaultRates = { lost: 0.05, unconfirmed: 0.05, doubled: 0.15, repeated: 0.1, failing: 0.05, delay: 20, muchLater: 600 };
const FAULTLESS: FaultRates = { lost: 0, unconfirmed: 0, doubled: 0, repeated: 0, failing: 0, delay: 1, muchLater: 0 };

type Fault = "lost" | "unconfirmed" | "doubled" | "repeated" | "failing";

/** Retryable, like the errors of a real connection. */
class InjectedFault extends Error {
	override name = "InjectedFault";
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

/** Delivers at least once, but with injected faults: late, repeatedly, in any order and with failures. */
export class ChaosBus implements Bus {
	/** All published messages by id. */
	readonly published = new Map<string, Envelope>();
	readonly deadLettered: StoredDeadLetter[] = [];
	readonly faults: Record<Fault, number> = { lost: 0, unconfirmed: 0, doubled: 0, repeated: 0, failing: 0 };
	#subscriptions: Subscription[] = [];
	#inFlight = new Set<Promise<void>>();
	#listeners: (() => void)[] = [];
	#rates: FaultRates;
	#random: () => number;
	#open = false;

	constructor(seed: number, rates: FaultRates = FAULTY) {
		this.#random = randomOf(seed);
		this.#rates = rates;
	}

	async start(): Promise<void> {
		this.#open = true;
		for (const listener of this.#listeners) listener();
	}

	/** Stops injecting faults. Faults that have already been injected still take effect. */
	calm(): void {
		this.#rates = FAULTLESS;
	}

	async publish(envelope: Envelope): Promise<void> {
		if (!this.#open) throw new InjectedFault("the bus is not open");
		await sleep(this.#delay() / 4);
		if (this.#happens("lost")) throw new InjectedFault(`${envelope.id} was lost`);
		this.published.set(envelope.id, envelope);
		for (const subscription of this.#subscriptions)
			if (subscription.types.includes(envelope.type)) this.#deliverToGroup(subscription, envelope);
		if (this.#happens("unconfirmed")) throw new InjectedFault(`${envelope.id} was not confirmed`);
	}

	async subscribe(subscription: Subscription): Promise<void> {
		this.#subscriptions.push(subscription);
	}

	onReconnect(listener: () => void): void {
		this.#listeners.push(listener);
	}

	backlog(): number {
		return this.#inFlight.size;
	}

	figures(): Record<string, GroupFigures> {
		return {};
	}

	async drain(): Promise<void> {
		this.#open = false;
		await Promise.all(this.#inFlight);
	}

	close(): Promise<void> {
		return this.drain();
	}

	#deliverToGroup(subscription: Subscription, envelope: Envelope): void {
		this.#schedule(subscription, envelope, this.#delay());
		if (this.#happens("doubled")) this.#schedule(subscription, envelope, this.#delay());
		if (this.#happens("repeated")) this.#schedule(subscription, envelope, this.#random() * this.#rates.muchLater);
	}

	#schedule(subscription: Subscription, envelope: Envelope, wait: number): void {
		const delivered = this.#deliver(subscription, envelope, wait).finally(() => this.#inFlight.delete(delivered));
		this.#inFlight.add(delivered);
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
		if (this.#happens("failing")) throw new InjectedFault("the handler was not called");
		await handler(JSON.parse(json));
		if (this.#happens("failing")) throw new InjectedFault("the handler's success was lost");
	}

	#delay(): number {
		return this.#random() * this.#rates.delay;
	}

	#happens(fault: Fault): boolean {
		const happens = this.#random() < this.#rates[fault];
		if (happens) this.faults[fault]++;
		return happens;
	}
}
