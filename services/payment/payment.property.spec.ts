import fc from "fast-check";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Table } from "../../lib/storage/table.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { type Payment, type PaymentCommand, paymentRules } from "./payment.ts";
import { type Charge, type ProviderResult, UNKNOWN } from "./providers/provider.ts";
import { type SimulatedCharge, SimulatedProvider } from "./providers/simulated.ts";

const AMOUNT = 10_000;
const PAY_BY = 60_000;

/** What goes wrong with a provider call: the caller crashes before or after it, its result is lost, or the call or its result is delayed. */
type Fault = "none" | "crashBefore" | "crashAfter" | "lostResult" | "delayedCall" | "delayedResult";
type Ending = "cancel" | "reject" | "complete" | "leave" | "refund";

type Step =
	| { do: "pay"; token: string; fault: Fault }
	| { do: "end"; ending: Ending }
	| { do: "deliver"; pick: number }
	| { do: "arrive"; pick: number }
	| { do: "followPayment" }
	| { do: "timer"; fault: Fault }
	| { do: "wait"; ms: number };

/** The operations of a table that the simulated provider uses. */
const tableOf = (map: Map<string, SimulatedCharge>) =>
	({
		get: async (id) => map.get(id),
		insert: async (id, charge) => !map.has(id) && Boolean(map.set(id, charge)),
		update: async (id, change) => {
			const charge = change(map.get(id));
			if (charge) map.set(id, charge);
			return charge;
		},
	}) as Table<SimulatedCharge>;

/** One order, its payment and the provider, with messages that arrive late, repeatedly and out of order. */
class Simulation {
	payment: Payment | null = null;
	order: OrderSnapshot;
	readonly charges = new Map<string, SimulatedCharge>();
	readonly wrongRefunds: string[] = [];
	#now = 0;
	#delivered = 0;
	#published: OrderSnapshot[] = [];
	#delayed: (() => Promise<void>)[] = [];
	#provider = new SimulatedProvider(tableOf(this.charges), { latencyMs: 0, failureRate: 0, now: () => this.#now });

	constructor(timing: "prepaid" | "on_receipt") {
		const isPrepaid = timing === "prepaid";
		const payment = { timing, status: "due" } as const;
		this.order = anOrder({ status: isPrepaid ? "placed" : "submitted", payment, payBy: isPrepaid ? PAY_BY : null });
		this.#published.push(this.order);
	}

	async run(step: Step): Promise<void> {
		switch (step.do) {
			case "pay":
				return this.#pay(step.token, step.fault);
			case "end":
				return this.#end(step.ending);
			case "deliver":
				return this.#deliver(step.pick % this.#published.length);
			case "arrive":
				for (const arrive of this.#delayed.splice(step.pick % (this.#delayed.length + 1), 1)) await arrive();
				return;
			case "followPayment":
				return this.#followPayment();
			case "timer":
				return this.#runTimer(step.fault);
			case "wait":
				this.#now += step.ms;
		}
	}

	/** Delivers everything that is outstanding and lets all timers run. */
	async settle(): Promise<void> {
		await this.#drain();
		for (const arrive of this.#delayed.splice(0)) await arrive();
		await this.#drain();
	}

	async #drain(): Promise<void> {
		for (let rounds = 0; rounds < 60; rounds++) {
			this.#followPayment();
			for (let index = this.#published.length - 1; index >= 0; index--) this.#deliver(index);
			const due = this.payment && paymentRules.due?.(this.payment);
			if (!due) return;
			this.#now = Math.max(this.#now, due.at);
			await this.#runTimer("none");
		}
		throw new Error(`Still waiting: ${JSON.stringify(this.payment)}`);
	}

	get balance(): number {
		return [...this.charges.values()].filter(({ status }) => status === "approved").length * AMOUNT;
	}

	#send(command: PaymentCommand): void {
		const decision = paymentRules.decide(this.payment, command, this.#now);
		if (decision.kind === "become") this.payment = decision.state;
	}

	#deliver(index: number): void {
		if (index < this.#delivered) return;
		this.#delivered = index + 1;
		this.#send({ type: "follow", order: this.#published[index]! });
	}

	#charge(): Charge {
		const { attempt, method, orderId } = this.payment!;
		return { id: attempt!.id, orderId, amount: AMOUNT, method: method!, reference: attempt!.reference };
	}

	async #pay(token: string, fault: Fault): Promise<void> {
		if (!this.payment) this.#send({ type: "follow", order: this.order });
		const { attempts } = this.payment!;
		this.#send({ type: "begin", method: "card" });
		if (this.payment!.attempts > attempts) await this.#callProvider((charge) => this.#provider.charge(charge, token), fault);
	}

	async #runTimer(fault: Fault): Promise<void> {
		const due = this.payment && paymentRules.due?.(this.payment);
		if (!due || due.at > this.#now) return;
		if (due.command.type === "expire") return this.#send({ type: "expire" });
		const call = due.command.type === "refund" ? this.#refund : (charge: Charge) => this.#provider.lookUp(charge);
		await this.#callProvider(call, fault);
	}

	#refund = async (charge: Charge): Promise<ProviderResult> => {
		const status = this.charges.get(charge.id)?.status;
		if (status !== "approved" && status !== "refunded") this.wrongRefunds.push(charge.id);
		return this.#provider.refund(charge);
	};

	async #callProvider(call: (charge: Charge) => Promise<ProviderResult>, fault: Fault): Promise<void> {
		const charge = this.#charge();
		const record = ({ outcome, reference }: ProviderResult) =>
			this.#send({ type: "recordResult", attemptId: charge.id, outcome, reference });
		const delay = (arrive: () => Promise<void>) => void this.#delayed.push(arrive);
		if (fault === "crashBefore") return;
		if (fault === "delayedCall") return delay(async () => record(await call(charge)));
		const result = await call(charge);
		if (fault === "crashAfter") return;
		if (fault === "delayedResult") return delay(async () => record(result));
		record(fault === "lostResult" ? UNKNOWN : result);
	}

	#end(ending: Ending): void {
		const change = this.#changeAt(ending);
		if (change) this.#publish(change);
	}

	/** As in the order's rules: it proceeds once it is paid, and ends once. */
	#changeAt(ending: Ending): Partial<OrderSnapshot> | undefined {
		const { status, refunded } = this.order;
		if (ending === "refund") return status === "completed" && !refunded ? { refunded: true } : undefined;
		if (status === "placed" && ending === "cancel") return { status: "cancelled", reason: "customer" };
		if (status !== "submitted") return undefined;
		if (ending === "complete") return { status: "completed" };
		if (ending === "reject") return { status: "rejected", reason: "no beans" };
		return { status: "cancelled", reason: ending === "leave" ? "uncollected" : "customer" };
	}

	#followPayment(): void {
		if (this.order.status !== "placed") return;
		if (this.payment?.status === "approved") this.#publish({ status: "submitted" });
		if (this.payment?.status === "expired") this.#publish({ status: "cancelled", reason: "payment_expired" });
	}

	#publish(change: Partial<OrderSnapshot>): void {
		this.order = { ...this.order, ...change };
		this.#published.push(this.order);
	}
}

const fault = fc.constantFrom<Fault>("none", "none", "crashBefore", "crashAfter", "lostResult", "delayedCall", "delayedResult");
const token = fc.constantFrom("sim_ok", "sim_ok", "sim_declined", "sim_timeout_ok", "sim_timeout_declined", "sim_down");
const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("pay" as const), token, fault }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("timer" as const), fault }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(100, 1_000, 5_000, 30_000) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("followPayment" as const) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("deliver" as const), pick }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("arrive" as const), pick }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant("end" as const),
			ending: fc.constantFrom<Ending>("cancel", "reject", "complete", "leave", "refund"),
		}),
	},
);

const isOwed = ({ reason, status, refunded }: OrderSnapshot): boolean =>
	!refunded && (status === "completed" || status === "submitted" || reason === "uncollected");

describe("any sequence of steps and faults", () => {
	it("charges exactly what is owed in the end", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
				const simulation = new Simulation("prepaid");
				for (const each of steps) {
					await simulation.run(each);
					expect(simulation.balance).toBeLessThanOrEqual(AMOUNT);
				}

				await simulation.settle();

				const { status, refunded } = simulation.payment!;
				const wasCharged = [...simulation.charges.values()].some(({ status }) => status === "refunded");
				expect(simulation.balance).toBe(isOwed(simulation.order) ? AMOUNT : 0);
				expect(simulation.wrongRefunds).toEqual([]);
				if (isOwed(simulation.order)) expect({ status, refunded }).toEqual({ status: "approved", refunded: 0 });
				else if (wasCharged) expect({ status, refunded }).toEqual({ status: "refunded", refunded: AMOUNT });
				else expect(["voided", "expired"]).toContain(status);
			}),
			{ numRuns: 2_000 },
		);
	});

	it("collects at the hand-over without calling the provider", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
				const simulation = new Simulation("on_receipt");
				for (const each of steps) await simulation.run(each);

				await simulation.settle();

				const { status, refunded } = simulation.order;
				const expected = refunded ? "refunded" : status === "completed" ? "collected" : status === "submitted" ? "due" : "voided";
				expect(simulation.payment?.status).toBe(expected);
				expect(simulation.charges.size).toBe(0);
			}),
			{ numRuns: 300 },
		);
	});
});
