import type { DeliveryStatus } from "../../contracts/delivery.ts";
import { WEEKDAYS } from "../../contracts/hours.ts";
import type { OrderStatus } from "../../contracts/order.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import { endingOf } from "../../lib/domain/ids.ts";
import { Random } from "../clock/random.ts";
import { customer, OPERATOR, rider, staff } from "./callers.ts";
import type { Client, Outcome } from "./client.ts";
import type { History } from "./history.ts";
import type { RiderBehavior, Scenario } from "./scenario.ts";

const PLACE = { address: "서울", lat: 37.51, lng: 127.01 };
const PARCEL = { item: "book", size: "small", weightKg: 1, from: PLACE, to: { ...PLACE, lat: 37.52 } };
export const RIDERS = Array.from({ length: 12 }, (_, index) => `acc_rider_${index + 1}`);
const SEOUL = 9 * 3_600_000;
const CLOSED_FOR = 2 * 60_000;
const SLOW_TURNS = 10;
/** With one card. */
const TRIES_TO_PAY = 3;
/** Pauses grow while nothing happens, as people look less and less often. Riders have 45 s to answer. */
const LONGEST_PAUSE = { pickup: 300_000, delivery: 25_000, parcel: 25_000 };
/** A customer who has waited this long for a barista cancels. */
const PATIENCE = 15 * 60_000;
const FINAL: OrderStatus[] = ["completed", "cancelled", "rejected"];

interface DeliveryView {
	status: DeliveryStatus;
	riderId: string;
	pin?: string;
}

const QUARTER = 15 * 60_000;

const orderOf = ({ kind, lines, storeId, timing }: Scenario, scheduledFor: number | undefined): object => ({
	storeId,
	...(scheduledFor === undefined ? undefined : { for: new Date(scheduledFor).toISOString() }),
	payment: { timing },
	...(kind === "parcel" ? { kind, parcel: PARCEL } : { kind: "goods", fulfilment: kind, lines }),
	...(kind === "delivery" ? { destination: PLACE } : undefined),
});

/** Everybody involved in one order, from its placing to its end. Each acts on the order's status as the scenario prescribes. */
export class Life {
	readonly scenario: Scenario;
	readonly number: number;
	orderId = "";
	/** Whether the customer was told that the order is placed. */
	isPlaced = false;
	#client: Client;
	#history: History;
	#random: Random;
	#customer: Caller;
	#staff: Caller;
	#tokens: string[];
	#placedAt = 0;
	#triesToPay = 0;
	#riderBehaviors: RiderBehavior[];
	/** How many turns a slow barista lets pass before completing. */
	#idleTurns: number;
	#cancelled: Promise<unknown> | undefined;
	#patience: number;
	/** How long the status has not changed. */
	#waited = 0;

	constructor(client: Client, history: History, seed: number, number: number, scenario: Scenario) {
		this.scenario = scenario;
		this.number = number;
		this.#client = client;
		this.#history = history;
		this.#random = new Random(seed, `acts of ${number}`);
		this.#customer = customer(scenario.customerId);
		this.#staff = staff(scenario.storeId);
		this.#tokens = [...scenario.tokens];
		this.#riderBehaviors = [...scenario.riders];
		this.#patience = PATIENCE + (scenario.quartersAhead ?? 0) * QUARTER;
		this.#idleTurns = scenario.barista === "isSlow" ? SLOW_TURNS : 0;
	}

	/** Runs until the order has ended. */
	async run(): Promise<void> {
		await this.#client.pause(this.scenario.arrivesAt);
		await this.#place();
		if (this.scenario.closesThen) await this.#closeThen();
		await this.#actUntilEnded();
		if (this.scenario.refunded) await this.#do(this.#staff, "order.refund", { reason: "it was cold" });
	}

	/** How many times later a scheduled order is meant to be than at first. */
	#quartersRefused = 0;

	/** Repeats the same request until it is answered: the menu may not have arrived yet, or the answer was lost. */
	async #place(): Promise<void> {
		const idEnding = endingOf(
			Date.now(),
			this.#random
				.below(2 ** 31)
				.toString(16)
				.padStart(16, "0"),
		);
		this.orderId = `ord_${idEnding}`;
		for (;;) {
			const placed = await this.#client.call<{ id: string }>(this.#customer, "order.place", orderOf(this.scenario, this.#scheduledFor), {
				idEnding,
			});
			this.#placedAt = this.#client.now;
			this.isPlaced = "result" in placed;
			if (this.isPlaced) return;
			// The time is too soon for this order, or the store is closed then.
			this.#quartersRefused++;
			await this.#client.pause(this.#random.between(200, 3_000));
		}
	}

	get #scheduledFor(): number | undefined {
		const { quartersAhead } = this.scenario;
		if (quartersAhead === undefined) return undefined;
		return (Math.floor(Date.now() / QUARTER) + quartersAhead + this.#quartersRefused) * QUARTER;
	}

	/** The store is open at all times, but for some minutes around the order's time. */
	async #closeThen(): Promise<void> {
		const scheduledFor = this.#scheduledFor ?? 0;
		const clock = (at: number) => new Date(at + SEOUL).toISOString().slice(11, 16);
		const open = [{ from: clock(scheduledFor + CLOSED_FOR), until: clock(scheduledFor - CLOSED_FOR) }];
		const hours = { weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, open])) };
		while (!("result" in (await this.#client.call(this.#staff, "store.change", { storeId: this.scenario.storeId, hours }))))
			await this.#client.pause(1_000);
	}

	async #actUntilEnded(): Promise<void> {
		let before: OrderStatus | undefined;
		for (let status = await this.#status(); !FINAL.includes(status); status = await this.#status()) {
			if (status !== before) this.#waited = 0;
			before = status;
			if (status === this.scenario.cancels?.during) this.#cancelled ??= this.#cancel(this.scenario.cancels.after);
			await this.#actions[status]?.();
			if (status === "accepted" && this.#waited > this.#patience) await this.#loseFaith();
			await this.#pause();
		}
		await this.#cancelled;
	}

	async #cancel(after: number): Promise<unknown> {
		await this.#client.pause(after);
		return this.#do(this.#customer, "order.cancel");
	}

	/** Nobody brews: the customer cancels. In every other status the system itself must bring the order to its end. */
	async #loseFaith(): Promise<void> {
		this.#patience *= 2;
		await this.#do(this.#customer, "order.cancel");
	}

	async #pause(): Promise<void> {
		const { kind, pace } = this.scenario;
		const milliseconds = Math.min(pace * this.#random.spread(0.3, 3) + this.#waited / 3, LONGEST_PAUSE[kind]);
		this.#waited += milliseconds;
		await this.#client.pause(milliseconds);
	}

	/** Whether a careless participant would act after all, so that every order ends. */
	get #isUrgent(): boolean {
		return this.#waited > 2 * PATIENCE;
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
		const left = this.#placedAt + this.scenario.hesitates - this.#client.now;
		if (left > 0) await this.#client.pause(left);
		const paid = await this.#do(this.#customer, "payment.pay", { method: "card", token });
		if (!("result" in paid) && ++this.#triesToPay < TRIES_TO_PAY) return;
		this.#tokens.shift();
		this.#triesToPay = 0;
	}

	#answerOrder(): Promise<unknown> {
		const { storeId } = this.scenario;
		const accept = () => this.#do(this.#staff, "store-order.accept", { storeId });
		const reject = () => this.#do(this.#staff, "store-order.reject", { storeId, reason: "no beans" });
		const answers = { accepts: [accept], rejects: [reject], acceptsAndRejects: [accept, reject], ignores: [] }[this.scenario.store];
		return Promise.all(answers.map((answer) => answer()));
	}

	async #brew(action: "start" | "complete"): Promise<unknown> {
		const { barista, storeId } = this.scenario;
		if (storeId === "hongdae") return;
		if (action === "start" && barista === "isAbsent" && !this.#isUrgent) return;
		if (action === "complete" && this.#idleTurns-- > 0) return;
		return this.#do(this.#staff, `brew.${action}`);
	}

	async #collect(): Promise<unknown> {
		return this.scenario.customer === "collects" && this.#do(this.#staff, "store-order.collect", { storeId: this.scenario.storeId });
	}

	async #deliver(): Promise<unknown> {
		if (this.scenario.kind === "pickup") return;
		const found = await this.#delivery(OPERATOR);
		if (!found) return;
		const { riderId, status } = found;
		const [behavior = "delivers"] = this.#riderBehaviors;
		if (status === "requested") return this.#assign();
		if (status === "assigned") return this.#answerAssignment(riderId, behavior);
		if (status === "accepted")
			return behavior === "failsBeforeDeparture" ? this.#fail(riderId) : this.#do(rider(riderId), "delivery.depart");
		if (status === "in_transit") return behavior === "failsInTransit" ? this.#fail(riderId) : this.#confirm(riderId);
	}

	async #delivery(caller: Caller): Promise<DeliveryView | undefined> {
		const found = await this.#client.call<DeliveryView>(caller, "delivery.get", { orderId: this.orderId });
		return "result" in found ? found.result : undefined;
	}

	async #assign(): Promise<unknown> {
		return this.scenario.storeId !== "hongdae" && this.#do(this.#staff, "delivery.assign", { riderId: this.#random.pick(RIDERS) });
	}

	async #answerAssignment(riderId: string, behavior: RiderBehavior): Promise<void> {
		if (behavior === "ignores") {
			this.#riderBehaviors.shift();
			// Longer than the rider has to answer.
			await this.#client.pause(50_000);
			return;
		}
		await this.#do(rider(riderId), behavior === "declines" ? "delivery.decline" : "delivery.accept");
		if (behavior === "declines") this.#riderBehaviors.shift();
	}

	#fail(riderId: string): Promise<unknown> {
		return this.#do(rider(riderId), "delivery.fail", { reason: "nobody there" });
	}

	async #confirm(riderId: string): Promise<unknown> {
		const found = await this.#delivery(this.#customer);
		return found && this.#do(rider(riderId), "delivery.confirm", { pin: found.pin });
	}

	async #status(): Promise<OrderStatus> {
		for (;;) {
			const found = await this.#client.call<{ status: OrderStatus }>(OPERATOR, "order.get", { orderId: this.orderId });
			if ("result" in found) return found.result.status;
			await this.#client.pause(this.#random.between(500, 5_000));
		}
	}

	async #do(caller: Caller, action: string, params: object = {}): Promise<Outcome<unknown>> {
		const send = () =>
			this.#history.record(this.orderId, action, () => this.#client.call(caller, action, { orderId: this.orderId, ...params }));
		const [outcome] = await Promise.all(this.scenario.duplicates ? [send(), send()] : [send()]);
		return outcome!;
	}
}
