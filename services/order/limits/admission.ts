import type { Bus } from "../../../lib/messaging/bus.ts";
import { Overloaded } from "../order.errors.ts";

/** The groups that an order waits for. The others, such as webhooks or the event log, may lag behind without closing the stores. */
const ORDER_PATH = ["order", "payment", "store-order", "stock", "brew", "delivery"];
/** A store may have as many messages waiting as are handled in this time. */
const MAX_WAIT_MS = 500;
/** What a store may have waiting at any rate; an order causes some ten messages. */
const MIN_PER_STORE = 200;
/** The rate counts only while there is this much to do. */
const BUSY_FROM = 50;
const RATE_WINDOW_MS = 1_000;
const MAX_RETRY_SECONDS = 30;

/**
 * Decides whether a store gets another order: there are limits for all stores together and for each. A store alone can use half of
 * what all may have waiting, so that a flood at one store does not close the others.
 */
export class Admission {
	readonly #bus: Pick<Bus, "backlog" | "settled">;
	readonly #maxBacklog: number;
	/** Messages handled per millisecond when there was enough to do. */
	#rate: number | undefined;
	#sample: { at: number; settled: number } | undefined;

	constructor(bus: Pick<Bus, "backlog" | "settled">, maxBacklog: number) {
		this.#bus = bus;
		this.#maxBacklog = maxBacklog;
	}

	/** Throws Overloaded, which says when the excess will have been handled. */
	check(storeId: string, now: number): void {
		const all = this.#bus.backlog(ORDER_PATH);
		const ofStore = this.#bus.backlog(ORDER_PATH, storeId);
		this.#measureRate(all, now);
		const perStore = Math.min(this.#maxBacklog / 2, Math.max(MIN_PER_STORE, (this.#rate ?? 0) * MAX_WAIT_MS));
		if (all > this.#maxBacklog) throw new Overloaded(this.#secondsToHandle(all - this.#maxBacklog));
		// The store's messages are handled at its share of the rate.
		if (ofStore > perStore) throw new Overloaded(this.#secondsToHandle((ofStore - perStore) * (all / ofStore)));
	}

	#measureRate(backlog: number, now: number): void {
		if (backlog < BUSY_FROM) this.#sample = undefined;
		else if (!this.#sample) this.#sample = { at: now, settled: this.#bus.settled(ORDER_PATH) };
		else if (now - this.#sample.at >= RATE_WINDOW_MS) {
			const settled = this.#bus.settled(ORDER_PATH);
			this.#rate = Math.max(0, settled - this.#sample.settled) / (now - this.#sample.at);
			this.#sample = { at: now, settled };
		}
	}

	#secondsToHandle(messages: number): number {
		if (this.#rate === undefined) return 1;
		return Math.min(MAX_RETRY_SECONDS, Math.max(1, Math.ceil(messages / this.#rate / 1000)));
	}
}
