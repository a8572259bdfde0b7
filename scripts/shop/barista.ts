import type { Account } from "../load/customers/session.ts";
import { between, pick } from "./choices.ts";
import { Hands, type Scene } from "./scene.ts";

const REJECTS = 0.02;
const REASON = "지금은 주문이 많아 받을 수 없습니다.";
/** In units of the product. */
const REFILL_BELOW = 10;
const REFILL_TO = 100;

interface Ticket {
	id: string;
	number: string;
	kind: "goods" | "parcel";
	fulfilment: "pickup" | "delivery";
	status: string;
	lines: { quantity: number }[] | null;
	brew: { status: string } | null;
	delivery: { status: string } | null;
}

interface RiderOnShift {
	id: string;
	name: string;
	orderId: string | null;
}

/** Works at the counter of one store: accepts, makes, hands over, calls riders, and refills. */
export class Barista {
	readonly #scene: Scene;
	readonly #account: Account;
	readonly #storeId: string;
	readonly #hands = new Hands();

	constructor(scene: Scene, account: Account, storeId: string) {
		this.#scene = scene;
		this.#account = account;
		this.#storeId = storeId;
	}

	work(): Promise<unknown> {
		return Promise.all([this.#scene.repeat(2, () => this.#look()), this.#scene.repeat(30, () => this.#refill())]);
	}

	async #look(): Promise<void> {
		const path = `/v1/stores/${this.#storeId}/orders?status=submitted,accepted,preparing,ready&limit=50`;
		const found = await this.#scene.ask(this.#account, "GET", path);
		for (const ticket of (found?.items ?? []) as Ticket[]) this.#hands.take(ticket.id, () => this.#handle(ticket));
	}

	/** A store that does things by itself is faster, and then a step is refused. */
	async #handle(ticket: Ticket): Promise<void> {
		const { brew, delivery, fulfilment, id, kind, number, status } = ticket;
		const order = `/v1/stores/${this.#storeId}/orders/${id}`;
		if (status === "submitted") return this.#answer(order, number);
		if (delivery?.status === "requested") await this.#callRider(id, number);
		if (kind === "parcel") return;
		if (brew?.status === "received") return this.#start(id, number);
		if (brew?.status === "brewing") return this.#finish(ticket);
		if (status === "ready" && fulfilment === "pickup") {
			await this.#scene.linger(8, 25);
			await this.#do(`${order}/collect`, `hands over ${number}`);
		}
	}

	async #answer(order: string, number: string): Promise<void> {
		await this.#scene.linger(2, 6);
		if (this.#scene.random() >= REJECTS) return this.#do(`${order}/accept`, `accepts ${number}`);
		await this.#do(`${order}/reject`, `rejects ${number}`, { reason: REASON });
	}

	async #start(id: string, number: string): Promise<void> {
		await this.#scene.linger(1, 6);
		await this.#do(`/v1/brews/${id}/start`, `starts making ${number}`);
	}

	/** Ticks the units off one after the other. */
	async #finish({ id, lines, number }: Ticket): Promise<void> {
		for (const [line, { quantity }] of (lines ?? []).entries())
			for (let made = 1; made <= quantity; made++) {
				await this.#scene.linger(4, 10);
				await this.#scene.ask(this.#account, "POST", `/v1/brews/${id}/tick`, { body: { line, made } });
			}
		await this.#do(`/v1/brews/${id}/complete`, `finishes ${number}`);
	}

	async #callRider(orderId: string, number: string): Promise<void> {
		const found = await this.#scene.ask(this.#account, "GET", "/v1/riders?limit=100");
		const { random, riders } = this.#scene;
		const isFree = ({ id, orderId: job }: RiderOnShift): boolean => job === null && (riders.size === 0 || riders.has(id));
		const rider = pick(((found?.items ?? []) as RiderOnShift[]).filter(isFree), random);
		if (!rider) return;
		await this.#do(`/v1/deliveries/${orderId}/assign`, `asks ${rider.name} to take ${number}`, { riderId: rider.id });
	}

	async #do(path: string, text: string, body?: object): Promise<void> {
		const done = await this.#scene.ask(this.#account, "POST", path, body ? { body } : {});
		if (done) this.#scene.say(this.#storeId, text);
	}

	async #refill(): Promise<void> {
		const stock = `/v1/stores/${this.#storeId}/stock`;
		const found = await this.#scene.ask(this.#account, "GET", stock);
		for (const { available, productId } of (found?.items ?? []) as { available: number; productId: string }[]) {
			if (available >= REFILL_BELOW) continue;
			const onHand = Math.round(between(REFILL_TO, REFILL_TO * 1.5, this.#scene.random));
			const done = await this.#scene.ask(this.#account, "PUT", `${stock}/${encodeURIComponent(productId)}`, { body: { onHand } });
			if (done) this.#scene.say(this.#storeId, `refills ${productId}`);
		}
	}
}
