import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Balancer, Reply, RequestOptions } from "./balancer.ts";
import type { Market } from "./market.ts";
import { isFailure, type Tally } from "./tally.ts";

const CANCEL_DELAY_MS = 300;
const RETRY_DELAY_MS = 500;
const MAX_RETRY_DELAY_MS = 2_000;
/** A customer gives up after this many attempts. */
const MAX_ATTEMPTS = 4;
const MAX_ACTIVE = 300;

/** What customers read, also while NATS or Redis is down. */
const READS = ["read", "my page", "my page order", "menu"];
export const failedReads = (tally: Tally, phase: string): number =>
	READS.reduce((sum, request) => sum + tally.count({ phase, request, failed: true }), 0);

/** An order with the responses that its customer received. */
export interface AcknowledgedOrder {
	id: string;
	token: string;
	turn: number;
	at: number;
	timing: "prepaid" | "on_receipt";
	isPaid: boolean;
	/** The customer cancels this order. */
	cancels: boolean;
	/** The outcome of the cancellation request. */
	cancel?: "granted" | "held" | "refused";
}

/** Visit at a constant rate: they order and prepay, order and pay on receipt, or order and cancel, and read pages. */
export class Customers {
	readonly acknowledged: AcknowledgedOrder[] = [];
	readonly market: Market;
	readonly balancer: Balancer;
	#tally: Tally;
	#isRunning = false;
	#arriving: Promise<void> | undefined;
	#active = new Set<Promise<void>>();
	#turn = 0;

	constructor(balancer: Balancer, market: Market, tally: Tally) {
		this.balancer = balancer;
		this.market = market;
		this.#tally = tally;
	}

	/** Starts visits at this rate, however slow the responses are. */
	start(perSecond: number): void {
		this.#isRunning = true;
		this.#arriving = (async () => {
			for (let next = performance.now(); this.#isRunning; next += 1000 / perSecond) {
				await sleep(Math.max(0, next - performance.now()));
				if (this.#active.size < MAX_ACTIVE) this.#startVisit(this.#turn++);
			}
		})();
	}

	async stop(): Promise<void> {
		this.#isRunning = false;
		await this.#arriving;
		await Promise.all(this.#active);
	}

	async pay(order: AcknowledgedOrder): Promise<Reply> {
		const body = { method: "card", token: "sim_ok" };
		const reply = await this.#postWithRetries("pay", `/v1/orders/${order.id}/payment`, { token: order.token, body });
		order.isPaid = reply.status === 200 && reply.body.status === "approved";
		return reply;
	}

	async cancel(order: AcknowledgedOrder): Promise<Reply> {
		const reply = await this.#postWithRetries("cancel", `/v1/orders/${order.id}/cancellation`, { token: order.token, body: {} });
		const outcome = ({ 200: "granted", 202: "held", 409: "refused" } as const)[reply.status];
		if (outcome) order.cancel = outcome;
		return reply;
	}

	#startVisit(turn: number): void {
		const visit = this.#visit(turn).finally(() => this.#active.delete(visit));
		this.#active.add(visit);
	}

	async #visit(turn: number): Promise<void> {
		const token = this.market.customer(turn);
		const timing = turn % 5 < 2 ? "prepaid" : "on_receipt";
		const cancels = turn % 5 === 4;
		const placed = await this.#postWithRetries("place", "/v1/orders", { token, body: this.market.order(turn, timing, cancels) });
		if (placed.status === 201) {
			const order = { id: placed.body.id, token, turn, at: Date.now(), timing, isPaid: false, cancels } satisfies AcknowledgedOrder;
			this.acknowledged.push(order);
			await this.#continue(order);
		}
		await this.#request("my page", "GET", "/v1/mypage", { token });
		await this.#request("menu", "GET", "/v1/stores/drill-1/menu", { token });
	}

	async #continue(order: AcknowledgedOrder): Promise<void> {
		if (order.timing === "prepaid") await this.pay(order);
		if (order.cancels) {
			await sleep(CANCEL_DELAY_MS);
			await this.cancel(order);
		}
		await this.#request("read", "GET", `/v1/orders/${order.id}`, { token: order.token });
		await this.#request("my page order", "GET", `/v1/mypage/orders/${order.id}`, { token: order.token });
	}

	/** Retries with the same idempotency key if the request failed or the first attempt is still in progress. */
	async #postWithRetries(request: string, path: string, options: RequestOptions): Promise<Reply> {
		const key = randomUUID();
		for (let attempt = 1; ; attempt++) {
			const reply = await this.#request(attempt === 1 ? request : `${request} (retry)`, "POST", path, { ...options, key });
			const isRetryable = isFailure(reply) || reply.code === "idempotency_key_in_flight";
			if (!isRetryable || attempt === MAX_ATTEMPTS) return reply;
			await sleep(Math.min(reply.retryAfter || RETRY_DELAY_MS, MAX_RETRY_DELAY_MS));
		}
	}

	/** Counted in the phase in which the request was sent. */
	async #request(request: string, method: string, path: string, options: RequestOptions): Promise<Reply> {
		const { phase } = this.#tally;
		const reply = await this.balancer.call(method, path, options);
		this.#tally.note(phase, request, reply);
		return reply;
	}
}
