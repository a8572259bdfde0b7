import { setTimeout as sleep } from "node:timers/promises";
import type { Row, Table } from "../../../lib/storage/table.ts";
import { type Answered, type Charge, type Provider, UNKNOWN } from "./provider.ts";

/** What the provider has in its books; `closed` was asked about before it came, and never will be charged. */
export interface Booking {
	orderId: string;
	amount: number;
	status: "approved" | "declined" | "closed" | "refunded";
	/** Until then the provider itself does not know. */
	knownAt: number;
}

export interface Behaviour {
	/** Of a charge; what is asked about afterwards is answered at once. */
	latencyMs: number;
	/** Share of calls that are not answered. */
	failureRate: number;
	now?: () => number;
}

export interface Balance {
	charged: number;
	refunded: number;
}

/** How long the answer to a charge stays away with the tokens that ask for it. */
const TIMEOUT_MS = 1_500;
const PAGE = 500;

/** A map, for a customer may send any word. */
const TOKENS = new Map<string, { status: "approved" | "declined"; after: number }>([
	["sim_ok", { status: "approved", after: 0 }],
	["sim_declined", { status: "declined", after: 0 }],
	["sim_timeout_ok", { status: "approved", after: TIMEOUT_MS }],
	["sim_timeout_declined", { status: "declined", after: TIMEOUT_MS }],
]);

/** A bank of one's own. Its books are kept in a store, so that it remembers across restarts and is one for all nodes. */
export class SimulatedProvider implements Provider {
	#books: Table<Booking>;
	#behaviour: Behaviour;
	#now: () => number;

	constructor(books: Table<Booking>, behaviour: Behaviour) {
		this.#books = books;
		this.#behaviour = behaviour;
		this.#now = behaviour.now ?? Date.now;
	}

	async charge(charge: Charge, token: string): Promise<Answered> {
		if (token === "sim_down") return { answer: "none", reference: null };
		const { status, after } = TOKENS.get(token) ?? { status: "declined", after: 0 };
		const booking = await this.#book(charge, { status, knownAt: this.#now() + after });
		if (this.#behaviour.latencyMs > 0) await sleep(this.#behaviour.latencyMs);
		return this.#answer(booking, charge);
	}

	async lookUp(charge: Charge): Promise<Answered> {
		return this.#answer(await this.#book(charge, { status: "closed", knownAt: 0 }), charge);
	}

	async refund(charge: Charge): Promise<Answered> {
		const refunded = await this.#books.update(charge.id, (found) => {
			if (found?.status !== "approved" && found?.status !== "refunded") throw new Error(`Nothing was charged for ${charge.id}.`);
			return { ...found, status: "refunded" };
		});
		return this.#answer(refunded!, charge);
	}

	/** Charged and given back by order, over all books. */
	async ledger(): Promise<Map<string, Balance>> {
		const balances = new Map<string, Balance>();
		for await (const { amount, orderId, status } of this.#all()) {
			const { charged, refunded } = balances.get(orderId) ?? { charged: 0, refunded: 0 };
			const isCharged = status === "approved" || status === "refunded";
			balances.set(orderId, {
				charged: charged + (isCharged ? amount : 0),
				refunded: refunded + (status === "refunded" ? amount : 0),
			});
		}
		return balances;
	}

	async *#all(): AsyncGenerator<Booking> {
		for (let after: string | undefined; ; ) {
			const page: Row<Booking>[] = await this.#books.scan({ limit: PAGE, ...(after === undefined ? undefined : { after }) });
			for (const { value } of page) yield value;
			if (page.length < PAGE) return;
			after = page.at(-1)!.id;
		}
	}

	/** The first booking of a charge stands. */
	async #book({ amount, id, orderId }: Charge, booking: Pick<Booking, "status" | "knownAt">): Promise<Booking> {
		const first: Booking = { orderId, amount, ...booking };
		return (await this.#books.insert(id, first)) ? first : (await this.#books.get(id))!;
	}

	#answer({ knownAt, status }: Booking, { id }: Charge): Answered {
		if (this.#now() < knownAt || Math.random() < this.#behaviour.failureRate) return UNKNOWN;
		return { answer: status === "closed" ? "none" : status, reference: `sim:${id}` };
	}
}
