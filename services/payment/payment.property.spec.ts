import fc from "fast-check";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Table } from "../../lib/storage/table.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { type Payment, type PaymentCommand, paymentRules } from "./payment.ts";
import { type Answered, type Charge, UNKNOWN } from "./providers/provider.ts";
import { type Booking, SimulatedProvider } from "./providers/simulated.ts";

const AMOUNT = 10_000;
const PAY_BY = 60_000;

/** What goes wrong with a call: nothing, the caller dies before or after it, its answer is lost, or the call or its answer comes late. */
type Mishap = "none" | "diesBefore" | "diesAfter" | "lost" | "calledLate" | "answeredLate";
type Ending = "cancel" | "reject" | "complete" | "leave" | "refund";

type Step =
	| { do: "pay"; token: string; mishap: Mishap }
	| { do: "end"; ending: Ending }
	| { do: "deliver"; pick: number }
	| { do: "comeLate"; pick: number }
	| { do: "hearPayment" }
	| { do: "ring"; mishap: Mishap }
	| { do: "wait"; ms: number };

/** Just enough of a table for the simulated provider's books. */
const booksIn = (map: Map<string, Booking>) =>
	({
		get: async (id) => map.get(id),
		insert: async (id, booking) => !map.has(id) && Boolean(map.set(id, booking)),
		update: async (id, change) => {
			const booking = change(map.get(id));
			if (booking) map.set(id, booking);
			return booking;
		},
	}) as Table<Booking>;

/** One order, its payment and the provider, with messages in between that come late, twice and in any order. */
class World {
	payment: Payment | null = null;
	order: OrderSnapshot;
	readonly books = new Map<string, Booking>();
	readonly wrongRefunds: string[] = [];
	#now = 0;
	#seen = 0;
	#said: OrderSnapshot[] = [];
	#late: (() => Promise<void>)[] = [];
	#provider = new SimulatedProvider(booksIn(this.books), { latencyMs: 0, failureRate: 0, now: () => this.#now });

	constructor(timing: "prepaid" | "on_receipt") {
		const isPrepaid = timing === "prepaid";
		const payment = { timing, status: "due" } as const;
		this.order = anOrder({ status: isPrepaid ? "placed" : "submitted", payment, payBy: isPrepaid ? PAY_BY : null });
		this.#said.push(this.order);
	}

	async run(step: Step): Promise<void> {
		switch (step.do) {
			case "pay":
				return this.#pay(step.token, step.mishap);
			case "end":
				return this.#end(step.ending);
			case "deliver":
				return this.#deliver(step.pick % this.#said.length);
			case "comeLate":
				for (const come of this.#late.splice(step.pick % (this.#late.length + 1), 1)) await come();
				return;
			case "hearPayment":
				return this.#hearPayment();
			case "ring":
				return this.#ring(step.mishap);
			case "wait":
				this.#now += step.ms;
		}
	}

	/** Everybody gets the time they wait for, and what is still on its way arrives. */
	async settle(): Promise<void> {
		await this.#rest();
		for (const come of this.#late.splice(0)) await come();
		await this.#rest();
	}

	async #rest(): Promise<void> {
		for (let rounds = 0; rounds < 60; rounds++) {
			this.#hearPayment();
			for (let index = this.#said.length - 1; index >= 0; index--) this.#deliver(index);
			const due = this.payment && paymentRules.due?.(this.payment);
			if (!due) return;
			this.#now = Math.max(this.#now, due.at);
			await this.#ring("none");
		}
		throw new Error(`It still waits: ${JSON.stringify(this.payment)}`);
	}

	get balance(): number {
		return [...this.books.values()].filter(({ status }) => status === "approved").length * AMOUNT;
	}

	#tell(command: PaymentCommand): void {
		const decision = paymentRules.decide(this.payment, command, this.#now);
		if (decision.kind === "become") this.payment = decision.state;
	}

	#deliver(index: number): void {
		if (index + 1 <= this.#seen) return;
		this.#seen = index + 1;
		this.#tell({ type: "follow", order: this.#said[index]! });
	}

	#charge(): Charge {
		const { attempt, method, orderId } = this.payment!;
		return { id: attempt!.id, orderId, amount: AMOUNT, method: method!, reference: attempt!.reference };
	}

	async #pay(token: string, mishap: Mishap): Promise<void> {
		if (!this.payment) this.#tell({ type: "follow", order: this.order });
		const { attempts } = this.payment!;
		this.#tell({ type: "begin", method: "card" });
		if (this.payment!.attempts > attempts) await this.#ask((charge) => this.#provider.charge(charge, token), mishap);
	}

	async #ring(mishap: Mishap): Promise<void> {
		const due = this.payment && paymentRules.due?.(this.payment);
		if (!due || due.at > this.#now) return;
		if (due.command.type === "expire") return this.#tell({ type: "expire" });
		const call = due.command.type === "refund" ? this.#refund : (charge: Charge) => this.#provider.lookUp(charge);
		await this.#ask(call, mishap);
	}

	#refund = async (charge: Charge): Promise<Answered> => {
		const status = this.books.get(charge.id)?.status;
		if (status !== "approved" && status !== "refunded") this.wrongRefunds.push(charge.id);
		return this.#provider.refund(charge);
	};

	async #ask(call: (charge: Charge) => Promise<Answered>, mishap: Mishap): Promise<void> {
		const charge = this.#charge();
		const record = ({ answer, reference }: Answered) => this.#tell({ type: "providerAnswered", attemptId: charge.id, answer, reference });
		const later = (come: () => Promise<void>) => void this.#late.push(come);
		if (mishap === "diesBefore") return;
		if (mishap === "calledLate") return later(async () => record(await call(charge)));
		const answered = await call(charge);
		if (mishap === "diesAfter") return;
		if (mishap === "answeredLate") return later(async () => record(answered));
		record(mishap === "lost" ? UNKNOWN : answered);
	}

	#end(ending: Ending): void {
		const change = this.#whatBecomesOf(ending);
		if (change) this.#say(change);
	}

	/** As the order's own rules have it: it goes on when it has heard of the money, and ends once. */
	#whatBecomesOf(ending: Ending): Partial<OrderSnapshot> | undefined {
		const { status, refunded } = this.order;
		if (ending === "refund") return status === "completed" && !refunded ? { refunded: true } : undefined;
		if (status === "placed" && ending === "cancel") return { status: "cancelled", reason: "customer" };
		if (status !== "submitted") return undefined;
		if (ending === "complete") return { status: "completed" };
		if (ending === "reject") return { status: "rejected", reason: "no beans" };
		return { status: "cancelled", reason: ending === "leave" ? "uncollected" : "customer" };
	}

	#hearPayment(): void {
		if (this.order.status !== "placed") return;
		if (this.payment?.status === "approved") this.#say({ status: "submitted" });
		if (this.payment?.status === "expired") this.#say({ status: "cancelled", reason: "payment_expired" });
	}

	#say(change: Partial<OrderSnapshot>): void {
		this.order = { ...this.order, ...change };
		this.#said.push(this.order);
	}
}

const mishap = fc.constantFrom<Mishap>("none", "none", "diesBefore", "diesAfter", "lost", "calledLate", "answeredLate");
const token = fc.constantFrom("sim_ok", "sim_ok", "sim_declined", "sim_timeout_ok", "sim_timeout_declined", "sim_down");
const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("pay" as const), token, mishap }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("ring" as const), mishap }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.constantFrom(100, 1_000, 5_000, 30_000) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("hearPayment" as const) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("deliver" as const), pick }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("comeLate" as const), pick }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: fc.constant("end" as const),
			ending: fc.constantFrom<Ending>("cancel", "reject", "complete", "leave", "refund"),
		}),
	},
);

const isKept = ({ reason, status, refunded }: OrderSnapshot): boolean =>
	!refunded && (status === "completed" || status === "submitted" || reason === "uncollected");

describe("whatever happens in whatever order", () => {
	it("keeps the money of what was bought, and of nothing else", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
				const world = new World("prepaid");
				for (const each of steps) {
					await world.run(each);
					expect(world.balance).toBeLessThanOrEqual(AMOUNT);
				}

				await world.settle();

				const { status, refunded } = world.payment!;
				const wasCharged = [...world.books.values()].some(({ status }) => status === "refunded");
				expect(world.balance).toBe(isKept(world.order) ? AMOUNT : 0);
				expect(world.wrongRefunds).toEqual([]);
				if (isKept(world.order)) expect({ status, refunded }).toEqual({ status: "approved", refunded: 0 });
				else if (wasCharged) expect({ status, refunded }).toEqual({ status: "refunded", refunded: AMOUNT });
				else expect(["voided", "expired"]).toContain(status);
			}),
			{ numRuns: 2_000 },
		);
	});

	it("collects at the hand-over, and asks no provider", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
				const world = new World("on_receipt");
				for (const each of steps) await world.run(each);

				await world.settle();

				const { status, refunded } = world.order;
				const expected = refunded ? "refunded" : status === "completed" ? "collected" : status === "submitted" ? "due" : "voided";
				expect(world.payment?.status).toBe(expected);
				expect(world.books.size).toBe(0);
			}),
			{ numRuns: 300 },
		);
	});
});
