import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryStatus } from "../../../contracts/delivery.ts";
import type { OrderStatus } from "../../../contracts/order.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { RiderBehavior, Scenario } from "./scenario.ts";
import { customer, OPERATOR, type Outcome, RIDERS, rider, type SimulatedSystem, staff, TIME_LIMIT } from "./simulated-system.ts";

const PLACE = { address: "서울", lat: 37.51, lng: 127.01 };
const PARCEL = { item: "book", size: "small", weightKg: 1, from: PLACE, to: { ...PLACE, lat: 37.52 } };
/** Fewer than scenarios, so that some customers have several orders at once. */
const CUSTOMERS = 15;
const SLOW_TURNS = 10;
const FINAL_DELIVERY_STATUSES = ["delivered", "cancelled", "failed"];
const FINAL_ORDER_STATUSES = ["completed", "cancelled", "rejected"];

const orderOf = ({ kind, lines, storeId, timing }: Scenario): object => ({
	storeId,
	payment: { timing },
	...(kind === "parcel" ? { kind, parcel: PARCEL } : { kind: "goods", fulfilment: kind, lines }),
	...(kind === "delivery" ? { destination: PLACE } : undefined),
});

interface DeliveryView {
	status: DeliveryStatus;
	riderId: string;
	pin?: string;
}

/** Everybody involved in one order. Each acts on the order's status as the scenario prescribes. */
export class Participants {
	readonly scenario: Scenario;
	orderId = "";
	#system: SimulatedSystem;
	#customer: Caller;
	#staff: Caller;
	#tokens: string[];
	#riderBehaviors: RiderBehavior[];
	/** How many turns a slow barista lets pass before completing. */
	#idleTurns: number;
	#deadline = Date.now() + TIME_LIMIT;
	#cancelled: Promise<void> | undefined;

	constructor(system: SimulatedSystem, scenario: Scenario, index: number) {
		this.scenario = scenario;
		this.#system = system;
		this.#customer = customer(`acc_${index % CUSTOMERS}`);
		this.#staff = staff(scenario.storeId);
		this.#tokens = [...scenario.tokens];
		this.#riderBehaviors = [...scenario.riders];
		this.#idleTurns = scenario.barista === "isSlow" ? SLOW_TURNS : 0;
	}

	/** Runs until the order has ended, or nobody will act on it any more. */
	async run(): Promise<void> {
		this.orderId = await this.#place();
		await this.#actUntilEnded();
		if (this.scenario.refunded) await this.#do(this.#staff, "order.refund", { reason: "it was cold" });
	}

	/** Repeats while the order service has not received the menu yet. */
	async #place(): Promise<string> {
		for (;;) {
			const placed = await this.#system.call<{ id: string }>(this.#customer, "order.place", orderOf(this.scenario));
			if ("result" in placed) return placed.result.id;
			await this.#pause();
		}
	}

	async #actUntilEnded(): Promise<void> {
		for (let status = await this.#status(); !FINAL_ORDER_STATUSES.includes(status); status = await this.#status()) {
			if (status === this.scenario.cancels?.during) this.#cancelled ??= this.#cancel(this.scenario.cancels.after);
			if (this.#isAbandoned(status)) break;
			await this.#actions[status]?.();
			await this.#pause();
		}
		await this.#cancelled;
	}

	async #cancel(after: number): Promise<void> {
		await sleep(after);
		await this.#do(this.#customer, "order.cancel");
	}

	async #pause(): Promise<void> {
		if (Date.now() > this.#deadline) throw new Error(`The order does not end: ${await this.#system.describe(this.orderId)}`);
		await sleep(this.scenario.pace);
	}

	#isAbandoned(status: OrderStatus): boolean {
		const { barista, kind, storeId } = this.scenario;
		return status === "accepted" && kind !== "parcel" && storeId !== "hongdae" && barista === "isAbsent";
	}

	#actions: Partial<Record<OrderStatus, () => Promise<unknown>>> = {
		placed: () => this.#pay(),
		submitted: () => this.#answerOrder(),
		accepted: () => (this.scenario.kind === "parcel" ? this.#deliver() : this.#brew("start")),
		preparing: () => Promise.all([this.#brew("complete"), this.#deliver()]),
		ready: () => (this.scenario.kind === "pickup" ? this.#collect() : this.#deliver()),
		in_transit: () => this.#deliver(),
	};

	async #pay(): Promise<void> {
		const [token] = this.#tokens;
		if (!token) return;
		const paid = await this.#do(this.#customer, "payment.pay", { method: "card", token });
		if ("result" in paid) this.#tokens.shift();
	}

	#answerOrder(): Promise<unknown> {
		const accept = () => this.#do(this.#staff, "store-order.accept", { storeId: this.scenario.storeId });
		const reject = () => this.#do(this.#staff, "store-order.reject", { storeId: this.scenario.storeId, reason: "no beans" });
		const answers = { accepts: [accept], rejects: [reject], acceptsAndRejects: [accept, reject], ignores: [] }[this.scenario.store];
		return Promise.all(answers.map((answer) => answer()));
	}

	async #brew(action: "start" | "complete"): Promise<unknown> {
		if (this.scenario.storeId === "hongdae" || (action === "complete" && this.#idleTurns-- > 0)) return;
		return this.#do(this.#staff, `brew.${action}`);
	}

	async #collect(): Promise<unknown> {
		return this.scenario.customer === "collects" && this.#do(this.#staff, "store-order.collect", { storeId: this.scenario.storeId });
	}

	async #deliver(): Promise<unknown> {
		if (this.scenario.kind === "pickup") return;
		const found = await this.#system.call<DeliveryView>(OPERATOR, "delivery.get", { orderId: this.orderId });
		if (!("result" in found)) return;
		const { riderId, status } = found.result;
		const [behavior = "delivers"] = this.#riderBehaviors;
		if (status === "requested") return this.#assign();
		if (status === "assigned") return this.#answerAssignment(riderId, behavior);
		if (status === "accepted")
			return behavior === "failsBeforeDeparture" ? this.#fail(riderId) : this.#do(rider(riderId), "delivery.depart");
		if (status === "in_transit") return behavior === "failsInTransit" ? this.#fail(riderId) : this.#confirm(riderId);
	}

	async #assign(): Promise<void> {
		const riderId = RIDERS[Math.floor(Math.random() * RIDERS.length)];
		if (this.scenario.storeId !== "hongdae") await this.#do(this.#staff, "delivery.assign", { riderId });
	}

	async #answerAssignment(riderId: string, behavior: RiderBehavior): Promise<void> {
		if (behavior === "ignores") await this.#untilUnassigned(riderId);
		else await this.#do(rider(riderId), behavior === "declines" ? "delivery.decline" : "delivery.accept");
		if (behavior === "declines" || behavior === "ignores") this.#riderBehaviors.shift();
	}

	async #untilUnassigned(riderId: string): Promise<void> {
		for (;;) {
			await this.#pause();
			const found = await this.#system.call<DeliveryView>(OPERATOR, "delivery.get", { orderId: this.orderId });
			if (!("result" in found) || found.result.riderId !== riderId || FINAL_DELIVERY_STATUSES.includes(found.result.status)) return;
		}
	}

	#fail(riderId: string): Promise<unknown> {
		return this.#do(rider(riderId), "delivery.fail", { reason: "nobody there" });
	}

	async #confirm(riderId: string): Promise<unknown> {
		const found = await this.#system.call<DeliveryView>(this.#customer, "delivery.get", { orderId: this.orderId });
		return "result" in found && this.#do(rider(riderId), "delivery.confirm", { pin: found.result.pin });
	}

	async #status(): Promise<OrderStatus> {
		const found = await this.#system.call<{ status: OrderStatus }>(OPERATOR, "order.get", { orderId: this.orderId });
		if (!("result" in found)) throw new Error(`Order ${this.orderId} cannot be read: ${found.refusal}`);
		return found.result.status;
	}

	async #do(caller: Caller, action: string, params: object = {}): Promise<Outcome<unknown>> {
		const send = () => this.#system.call(caller, action, { orderId: this.orderId, ...params });
		const [outcome] = await Promise.all(this.scenario.duplicates ? [send(), send()] : [send()]);
		return outcome!;
	}
}
