import type { ActorDocument, ActorStore } from "../../lib/storage/actor-store.ts";
import { MAKERS, type Maker } from "./cancellation.ts";
import type { Order } from "./order.ts";

/** Of all that a maker is asked about old cancellations, at once; customers who wait now have the rest of its bulkhead. */
const AT_ONCE = 16;
const PAGE = 500;

interface Asker {
	documents: ActorStore<Order>;
	/** Asks the maker once more and tells the order; true when that has decided it. */
	askAgain(id: string): Promise<boolean>;
}

/** Begins anywhere, so that several nodes that do the same at once seldom meet. */
const rotated = <T>(items: T[]): T[] => {
	const first = Math.floor(Math.random() * items.length);
	return [...items.slice(first), ...items.slice(0, first)];
};

/** Asks again for what is held: one first, and once that is answered, the others, few at a time. */
export class HeldCancellations {
	#service: Asker;
	#asking = new Map<string, Promise<boolean>>();
	#waiting: (() => void)[] = [];
	#free = AT_ONCE;
	/** Makers whose held ones are being released; true when a new sign has come meanwhile. */
	#releasing = new Map<Maker, boolean>();

	constructor(service: Asker) {
		this.#service = service;
	}

	/** Its own time has come. An answer means that the others need not wait for theirs. */
	async due(id: string, maker: Maker): Promise<void> {
		if (await this.#ask(id)) await this.release(maker);
	}

	/** The maker is back, or may be. */
	async release(maker: Maker): Promise<void> {
		const isUnderWay = this.#releasing.has(maker);
		this.#releasing.set(maker, isUnderWay);
		if (isUnderWay) return;
		try {
			do {
				this.#releasing.set(maker, false);
				await this.#askAll(maker);
			} while (this.#releasing.get(maker));
		} finally {
			this.#releasing.delete(maker);
		}
	}

	/** When each of them was asked for. */
	async requestTimes(): Promise<number[]> {
		const times: number[] = [];
		for await (const page of this.#pages(MAKERS)) times.push(...page.map(({ state }) => state.cancellation?.requestedAt ?? 0));
		return times;
	}

	async *#pages(awaits: readonly Maker[]): AsyncGenerator<ActorDocument<Order>[]> {
		for (let after: string | undefined; ; ) {
			const page = await this.#service.documents.list({ where: { awaits: [...awaits] }, limit: PAGE, ...(after ? { after } : undefined) });
			if (page.length > 0) yield page;
			if (page.length < PAGE) return;
			after = page.at(-1)!._id;
		}
	}

	async #askAll(maker: Maker): Promise<void> {
		let isBack = false;
		for await (const page of this.#pages([maker])) {
			const [probe, ...others] = rotated(page);
			isBack ||= await this.#ask(probe!._id);
			if (!isBack) return;
			await Promise.all(others.map(({ _id }) => this.#ask(_id)));
		}
	}

	#ask(id: string): Promise<boolean> {
		const before = this.#asking.get(id);
		if (before) return before;
		const asking = this.#inTurn(id).finally(() => this.#asking.delete(id));
		this.#asking.set(id, asking);
		return asking;
	}

	async #inTurn(id: string): Promise<boolean> {
		if (this.#free === 0) await new Promise<void>((go) => this.#waiting.push(go));
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
