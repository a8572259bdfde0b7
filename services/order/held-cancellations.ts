import type { ActorDocument, ActorStore } from "../../lib/storage/actor-store.ts";
import { MAKERS, type Maker } from "./cancellation.ts";
import type { Order } from "./order.ts";

/** Concurrent retries per order node; the rest of the maker's bulkhead stays free for customers who are waiting. */
const MAX_CONCURRENT = 16;
const BATCH_SIZE = 500;

interface OrderService {
	documents: ActorStore<Order>;
	/** Asks the maker again and records the answer; returns true if the cancellation is decided. */
	askAgain(id: string): Promise<boolean>;
}

/** Starts at a random item, so that nodes that retry at the same time rarely work on the same order. */
const rotated = <T>(items: T[]): T[] => {
	const first = Math.floor(Math.random() * items.length);
	return [...items.slice(first), ...items.slice(0, first)];
};

/** Retries held cancellations: one as a probe, and once the maker answers it, the others with limited concurrency. */
export class HeldCancellations {
	#service: OrderService;
	#inFlight = new Map<string, Promise<boolean>>();
	#waiting: (() => void)[] = [];
	#free = MAX_CONCURRENT;
	/** Makers whose cancellations are being retried; true if another release was requested meanwhile. */
	#releasing = new Map<Maker, boolean>();

	constructor(service: OrderService) {
		this.#service = service;
	}

	/** Retries one cancellation whose time has come. If the maker answers, the others are retried without waiting for their time. */
	async due(id: string, maker: Maker): Promise<void> {
		if (await this.#ask(id)) await this.release(maker);
	}

	/** Retries all held cancellations of a maker that may be back. */
	async release(maker: Maker): Promise<void> {
		const isRunning = this.#releasing.has(maker);
		this.#releasing.set(maker, isRunning);
		if (isRunning) return;
		try {
			do {
				this.#releasing.set(maker, false);
				await this.#askAll(maker);
			} while (this.#releasing.get(maker));
		} finally {
			this.#releasing.delete(maker);
		}
	}

	/** When each held cancellation was requested. */
	async requestTimes(): Promise<number[]> {
		const times: number[] = [];
		for await (const batch of this.#batches(MAKERS)) times.push(...batch.map(({ state }) => state.cancellation?.requestedAt ?? 0));
		return times;
	}

	async *#batches(awaits: readonly Maker[]): AsyncGenerator<ActorDocument<Order>[]> {
		for (let after: string | undefined; ; ) {
			const batch = await this.#service.documents.list({
				where: { awaits: [...awaits] },
				limit: BATCH_SIZE,
				...(after ? { after } : undefined),
			});
			if (batch.length > 0) yield batch;
			if (batch.length < BATCH_SIZE) return;
			after = batch.at(-1)!._id;
		}
	}

	async #askAll(maker: Maker): Promise<void> {
		let isBack = false;
		for await (const batch of this.#batches([maker])) {
			const [probe, ...others] = rotated(batch);
			isBack ||= await this.#ask(probe!._id);
			if (!isBack) return;
			await Promise.all(others.map(({ _id }) => this.#ask(_id)));
		}
	}

	#ask(id: string): Promise<boolean> {
		const inFlight = this.#inFlight.get(id);
		if (inFlight) return inFlight;
		const call = this.#withinLimit(id).finally(() => this.#inFlight.delete(id));
		this.#inFlight.set(id, call);
		return call;
	}

	async #withinLimit(id: string): Promise<boolean> {
		if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		else this.#free--;
		try {
			return await this.#service.askAgain(id);
		} finally {
			const next = this.#waiting.shift();
			if (next) next();
			else this.#free++;
		}
	}
}
