import { randomUUID } from "node:crypto";
import type { Options } from "../options.ts";
import { isFailure, Latencies } from "../tally.ts";
import type { Account, Session } from "./session.ts";
import type { Shop } from "./shop.ts";

const POLL_INTERVAL_MS = 200;
const PAUSE_AFTER_FAILURE_MS = 500;

/** An acknowledged order. */
export interface Order {
	id: string;
	note: string;
	account: Account;
	status: string;
	reason: string | null;
	ended: boolean;
	acknowledgedAt: number;
}

/** The next step that staff must take because the store does not automate it. */
export const staffStep = (
	{ id, status }: Pick<Order, "id" | "status">,
	{ autoAccept, autoBrew, storeId }: Omit<Shop, "staff">,
): [kind: string, path: string] | undefined => {
	if (status === "submitted" && !autoAccept) return ["accept", `/v1/stores/${storeId}/orders/${id}/accept`];
	if (status === "accepted" && !autoBrew) return ["start", `/v1/brews/${id}/start`];
	if (status === "preparing" && !autoBrew) return ["complete", `/v1/brews/${id}/complete`];
	if (status === "ready") return ["collect", `/v1/stores/${storeId}/orders/${id}/collect`];
	return undefined;
};

/** Without staff, nobody hands over orders, so they end when they are ready. */
export const hasEnded = (status: string, hasStaff: boolean): boolean =>
	["completed", "cancelled", "rejected"].includes(status) || (!hasStaff && status === "ready");

/** Places orders and follows them to their end. */
export class Orders {
	readonly acknowledged: Order[] = [];
	/** From the first attempt to place an order to its end. */
	readonly durations = new Latencies();
	acknowledgedInRun = 0;
	completedInRun = 0;
	/** The last attempt to place them failed, so it is unknown whether they exist. */
	unanswered = 0;
	readonly name = randomUUID().slice(0, 8);
	readonly #session: Session;
	readonly #shop: Shop;
	readonly #options: Pick<Options, "paymentToken" | "timing">;
	#served = 0;
	#placed = 0;

	constructor(session: Session, shop: Shop, options: Pick<Options, "paymentToken" | "timing">) {
		this.#session = session;
		this.#shop = shop;
		this.#options = options;
	}

	async visit(account: Account, since?: number): Promise<void> {
		const order = await this.#place(account, since);
		if (!order) return;
		if (this.#options.timing === "prepaid") await this.#pay(order);
		await this.follow(order, order.acknowledgedAt + this.#session.settleMs, since ?? order.acknowledgedAt);
	}

	/** Polls an order and serves it until it ends or the time is up. */
	async follow(order: Order, until = this.#session.settleUntil, since = order.acknowledgedAt): Promise<void> {
		const session = this.#session;
		while (!order.ended && performance.now() < Math.min(until, session.settleUntil)) {
			const answer = await session.request("follow", order.account, "GET", `/v1/orders/${order.id}`);
			if (answer.status === 200) this.#update(order, answer.body, since);
			if (order.ended) return;
			const wasServed = answer.status === 200 && (await this.#serve(order));
			if (!wasServed) await session.pause(answer.retryAfter ?? (isFailure(answer) ? PAUSE_AFTER_FAILURE_MS : POLL_INTERVAL_MS), until);
		}
	}

	async #place(account: Account, since: number | undefined): Promise<Order | undefined> {
		const { options, productId, storeId } = this.#shop;
		const session = this.#session;
		const note = `load test ${this.name} ${this.#placed++}`;
		const body = {
			storeId,
			kind: "goods",
			fulfilment: "pickup",
			lines: [{ productId, quantity: 1, ...(options.length > 0 ? { options } : undefined) }],
			payment: { timing: this.#options.timing },
			note,
		};
		const answer = await session.requestUntilFinal("place", account, "POST", "/v1/orders", {
			body,
			key: randomUUID(),
			...(since ? { since } : {}),
		});
		if (answer.status !== 201) {
			if (isFailure(answer)) this.unanswered++;
			else await session.pause(answer.retryAfter ?? PAUSE_AFTER_FAILURE_MS);
			return undefined;
		}
		const { id, status } = answer.body;
		const order = { id, note, account, status, reason: null, ended: false, acknowledgedAt: performance.now() };
		this.acknowledged.push(order);
		if (order.acknowledgedAt < session.endsAt && order.acknowledgedAt >= session.startedAt) this.acknowledgedInRun++;
		return order;
	}

	#pay({ account, id }: Order): Promise<unknown> {
		const body = { method: "card", token: this.#options.paymentToken };
		return this.#session.requestUntilFinal("pay", account, "POST", `/v1/orders/${id}/payment`, { body, key: randomUUID() });
	}

	/** Lets staff take the next step. Returns whether they did. */
	async #serve(order: Order): Promise<boolean> {
		const { staff } = this.#shop;
		const step = staff.length > 0 && staffStep(order, this.#shop);
		if (!step) return false;
		const [kind, path] = step;
		const worker = staff[this.#served++ % staff.length]!;
		const { status } = await this.#session.requestUntilFinal(kind, worker, "POST", path, { body: {}, key: randomUUID() });
		return status === 200;
	}

	#update(order: Order, { reason, status }: Pick<Order, "reason" | "status">, since: number): void {
		Object.assign(order, { status, reason });
		if (!hasEnded(status, this.#shop.staff.length > 0)) return;
		order.ended = true;
		const now = performance.now();
		this.durations.record(now - since);
		if (now < this.#session.endsAt && now >= this.#session.startedAt && (status === "completed" || status === "ready"))
			this.completedInRun++;
	}
}
