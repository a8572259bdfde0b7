import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Asked, Balancer, Reply } from "./balancer.ts";
import type { Market } from "./market.ts";
import { isFailure, type Tally } from "./tally.ts";

const WAVERS_FOR = 300;
const PAUSE = 500;
const LONGEST_PAUSE = 2_000;
/** A person asks so often and then goes away. */
const TRIES = 4;
const MOST_AT_ONCE = 300;

/** What a customer was told, and so may rely on. */
export interface Promised {
	id: string;
	token: string;
	turn: number;
	at: number;
	timing: "prepaid" | "on_receipt";
	isPaid: boolean;
	/** Wants the order to be cancelled. */
	wavers: boolean;
	/** What the cancel was answered. */
	cancel?: "granted" | "held" | "refused";
}

/** Comes at a steady rate: orders and pays, orders to pay later, or orders and cancels; and looks things up. */
export class Customers {
	readonly promised: Promised[] = [];
	readonly market: Market;
	readonly door: Balancer;
	#tally: Tally;
	#going = false;
	#arriving: Promise<void> | undefined;
	#here = new Set<Promise<void>>();
	#turn = 0;

	constructor(door: Balancer, market: Market, tally: Tally) {
		this.door = door;
		this.market = market;
		this.#tally = tally;
	}

	/** However slow the answers, they keep coming. */
	come(perSecond: number): void {
		this.#going = true;
		this.#arriving = (async () => {
			for (let next = performance.now(); this.#going; next += 1000 / perSecond) {
				await sleep(Math.max(0, next - performance.now()));
				if (this.#here.size < MOST_AT_ONCE) this.#welcome(this.#turn++);
			}
		})();
	}

	async leave(): Promise<void> {
		this.#going = false;
		await this.#arriving;
		await Promise.all(this.#here);
	}

	async pay(order: Promised): Promise<Reply> {
		const body = { method: "card", token: "sim_ok" };
		const reply = await this.#insist("pay", `/v1/orders/${order.id}/payment`, { token: order.token, body });
		order.isPaid = reply.status === 200 && reply.body.status === "approved";
		return reply;
	}

	async cancel(order: Promised): Promise<Reply> {
		const reply = await this.#insist("cancel", `/v1/orders/${order.id}/cancellation`, { token: order.token, body: {} });
		const told = ({ 200: "granted", 202: "held", 409: "refused" } as const)[reply.status];
		if (told) order.cancel = told;
		return reply;
	}

	#welcome(turn: number): void {
		const visit = this.#visit(turn).finally(() => this.#here.delete(visit));
		this.#here.add(visit);
	}

	async #visit(turn: number): Promise<void> {
		const token = this.market.customer(turn);
		const timing = turn % 5 < 2 ? "prepaid" : "on_receipt";
		const wavers = turn % 5 === 4;
		const placed = await this.#insist("place", "/v1/orders", { token, body: this.market.order(turn, timing, wavers) });
		if (placed.status === 201) {
			const order = { id: placed.body.id, token, turn, at: Date.now(), timing, isPaid: false, wavers } satisfies Promised;
			this.promised.push(order);
			await this.#goOn(order);
		}
		await this.#ask("my page", "GET", "/v1/mypage", { token });
		await this.#ask("menu", "GET", "/v1/stores/drill-1/menu", { token });
	}

	async #goOn(order: Promised): Promise<void> {
		if (order.timing === "prepaid") await this.pay(order);
		if (order.wavers) {
			await sleep(WAVERS_FOR);
			await this.cancel(order);
		}
		await this.#ask("read", "GET", `/v1/orders/${order.id}`, { token: order.token });
	}

	/** With the same key again, as the contract has it, when the answer is that it may go well later, or there is none. */
	async #insist(what: string, path: string, asked: Asked): Promise<Reply> {
		const key = randomUUID();
		for (let tries = 1; ; tries++) {
			const reply = await this.#ask(tries === 1 ? what : `${what} again`, "POST", path, { ...asked, key });
			const mayGoWell = isFailure(reply) || reply.code === "idempotency_key_in_flight";
			if (!mayGoWell || tries === TRIES) return reply;
			await sleep(Math.min(reply.retryAfter || PAUSE, LONGEST_PAUSE));
		}
	}

	/** Counted to the phase in which it was asked. */
	async #ask(what: string, method: string, path: string, asked: Asked): Promise<Reply> {
		const { phase } = this.#tally;
		const reply = await this.door.call(method, path, asked);
		this.#tally.note(phase, what, reply);
		return reply;
	}
}
