import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryStatus } from "../../../contracts/delivery.ts";
import type { OrderStatus } from "../../../contracts/order.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { Life, RiderMood } from "./life.ts";
import { A_LIFE, customer, OPERATOR, type Outcome, RIDERS, rider, staff, type Town } from "./town.ts";

const PLACE = { address: "서울", lat: 37.51, lng: 127.01 };
const PARCEL = { item: "book", size: "small", weightKg: 1, from: PLACE, to: { ...PLACE, lat: 37.52 } };
/** Fewer than lives, so that some have several orders at once. */
const CUSTOMERS = 15;
const SLOW_TURNS = 10;
const OVER_DELIVERIES = ["delivered", "cancelled", "failed"];
const OVER = ["completed", "cancelled", "rejected"];

const orderOf = ({ kind, lines, storeId, timing }: Life): object => ({
	storeId,
	payment: { timing },
	...(kind === "parcel" ? { kind, parcel: PARCEL } : { kind: "goods", fulfilment: kind, lines }),
	...(kind === "delivery" ? { destination: PLACE } : undefined),
});

interface ShownDelivery {
	status: DeliveryStatus;
	riderId: string;
	pin?: string;
}

/** All who have to do with one order; each does what its state asks for, as far as they are in the mood. */
export class People {
	readonly life: Life;
	orderId = "";
	#town: Town;
	#customer: Caller;
	#staff: Caller;
	#tokens: string[];
	#moods: RiderMood[];
	/** How often a slow barista is looked at before the cup is full. */
	#idleTurns: number;
	#stuckAt = Date.now() + A_LIFE;
	#cancelled: Promise<void> | undefined;

	constructor(town: Town, life: Life, index: number) {
		this.life = life;
		this.#town = town;
		this.#customer = customer(`acc_${index % CUSTOMERS}`);
		this.#staff = staff(life.storeId);
		this.#tokens = [...life.tokens];
		this.#moods = [...life.riders];
		this.#idleTurns = life.barista === "isSlow" ? SLOW_TURNS : 0;
	}

	/** Until the order is over, or nobody will move it any more. */
	async live(): Promise<void> {
		this.orderId = await this.#place();
		await this.#carryOn();
		if (this.life.refunded) await this.#do(this.#staff, "order.refund", { reason: "it was cold" });
	}

	/** The menu may not have got around yet. */
	async #place(): Promise<string> {
		for (;;) {
			const placed = await this.#town.ask<{ id: string }>(this.#customer, "order.place", orderOf(this.life));
			if ("result" in placed) return placed.result.id;
			await this.#pause();
		}
	}

	async #carryOn(): Promise<void> {
		for (let status = await this.#status(); !OVER.includes(status); status = await this.#status()) {
			if (status === this.life.cancels?.once) this.#cancelled ??= this.#cancel(this.life.cancels.after);
			if (this.#isLeftAlone(status)) break;
			await this.#deeds[status]?.();
			await this.#pause();
		}
		await this.#cancelled;
	}

	async #cancel(after: number): Promise<void> {
		await sleep(after);
		await this.#do(this.#customer, "order.cancel");
	}

	async #pause(): Promise<void> {
		if (Date.now() > this.#stuckAt) throw new Error(`It does not end: ${await this.#town.describe(this.orderId)}`);
		await sleep(this.life.pace);
	}

	#isLeftAlone(status: OrderStatus): boolean {
		const { barista, kind, storeId } = this.life;
		return status === "accepted" && kind !== "parcel" && storeId !== "hongdae" && barista === "isAbsent";
	}

	#deeds: Partial<Record<OrderStatus, () => Promise<unknown>>> = {
		placed: () => this.#pay(),
		submitted: () => this.#answer(),
		accepted: () => (this.life.kind === "parcel" ? this.#carry() : this.#brew("start")),
		preparing: () => Promise.all([this.#brew("complete"), this.#carry()]),
		ready: () => (this.life.kind === "pickup" ? this.#collect() : this.#carry()),
		in_transit: () => this.#carry(),
	};

	async #pay(): Promise<void> {
		const [token] = this.#tokens;
		if (!token) return;
		const paid = await this.#do(this.#customer, "payment.pay", { method: "card", token });
		if ("result" in paid) this.#tokens.shift();
	}

	#answer(): Promise<unknown> {
		const accept = () => this.#do(this.#staff, "store-order.accept", { storeId: this.life.storeId });
		const reject = () => this.#do(this.#staff, "store-order.reject", { storeId: this.life.storeId, reason: "no beans" });
		const answers = { accepts: [accept], rejects: [reject], contradictsItself: [accept, reject], keepsSilent: [] }[this.life.store];
		return Promise.all(answers.map((answer) => answer()));
	}

	async #brew(deed: "start" | "complete"): Promise<unknown> {
		if (this.life.storeId === "hongdae" || (deed === "complete" && this.#idleTurns-- > 0)) return;
		return this.#do(this.#staff, `brew.${deed}`);
	}

	async #collect(): Promise<unknown> {
		return this.life.customer === "collects" && this.#do(this.#staff, "store-order.collect", { storeId: this.life.storeId });
	}

	async #carry(): Promise<unknown> {
		if (this.life.kind === "pickup") return;
		const found = await this.#town.ask<ShownDelivery>(OPERATOR, "delivery.get", { orderId: this.orderId });
		if (!("result" in found)) return;
		const { riderId, status } = found.result;
		const [mood = "carries"] = this.#moods;
		if (status === "requested") return this.#assign();
		if (status === "assigned") return this.#answerAsRider(riderId, mood);
		if (status === "accepted") return mood === "failsBefore" ? this.#fail(riderId) : this.#do(rider(riderId), "delivery.depart");
		if (status === "in_transit") return mood === "failsUnderWay" ? this.#fail(riderId) : this.#confirm(riderId);
	}

	async #assign(): Promise<void> {
		const riderId = RIDERS[Math.floor(Math.random() * RIDERS.length)];
		if (this.life.storeId !== "hongdae") await this.#do(this.#staff, "delivery.assign", { riderId });
	}

	async #answerAsRider(riderId: string, mood: RiderMood): Promise<void> {
		if (mood === "keepsSilent") await this.#untilTakenFrom(riderId);
		else await this.#do(rider(riderId), mood === "declines" ? "delivery.decline" : "delivery.accept");
		if (mood === "declines" || mood === "keepsSilent") this.#moods.shift();
	}

	async #untilTakenFrom(riderId: string): Promise<void> {
		for (;;) {
			await this.#pause();
			const found = await this.#town.ask<ShownDelivery>(OPERATOR, "delivery.get", { orderId: this.orderId });
			if (!("result" in found) || found.result.riderId !== riderId || OVER_DELIVERIES.includes(found.result.status)) return;
		}
	}

	#fail(riderId: string): Promise<unknown> {
		return this.#do(rider(riderId), "delivery.fail", { reason: "nobody there" });
	}

	async #confirm(riderId: string): Promise<unknown> {
		const found = await this.#town.ask<ShownDelivery>(this.#customer, "delivery.get", { orderId: this.orderId });
		return "result" in found && this.#do(rider(riderId), "delivery.confirm", { pin: found.result.pin });
	}

	async #status(): Promise<OrderStatus> {
		const found = await this.#town.ask<{ status: OrderStatus }>(OPERATOR, "order.get", { orderId: this.orderId });
		if (!("result" in found)) throw new Error(`Order ${this.orderId} cannot be read: ${found.refusal}`);
		return found.result.status;
	}

	async #do(caller: Caller, action: string, params: object = {}): Promise<Outcome<unknown>> {
		const deed = () => this.#town.ask(caller, action, { orderId: this.orderId, ...params });
		const [done] = await Promise.all(this.life.isHasty ? [deed(), deed()] : [deed()]);
		return done!;
	}
}
