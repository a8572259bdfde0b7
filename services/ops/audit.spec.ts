import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { RULES, violations, type Whole } from "./audit.ts";

const OF = { orderId: "ord_1", storeId: "gangnam", customerId: "acc_1" };
const TOTAL = 10_000;

const payment = (status: PaymentSnapshot["status"], change: Partial<PaymentSnapshot> = {}): PaymentSnapshot => ({
	...OF,
	timing: "prepaid",
	status,
	amount: TOTAL,
	refunded: status === "refunded" ? TOTAL : 0,
	method: "card",
	attempts: 1,
	updatedAt: 0,
	...change,
});

const store = (status: StoreOrderSnapshot["status"]): StoreOrderSnapshot => ({
	...OF,
	status,
	reason: null,
	auto: { brew: false, dispatch: false },
	readyAt: null,
	answerBy: null,
	updatedAt: 0,
});

const brew = (status: BrewSnapshot["status"]): BrewSnapshot => ({
	...OF,
	status,
	lines: [],
	receivedAt: 0,
	startedAt: null,
	completedAt: null,
	dueAt: null,
	missing: [],
	auto: false,
	stocked: true,
});

const delivery = (status: DeliverySnapshot["status"]): DeliverySnapshot => ({
	...OF,
	number: "A-12",
	status,
	ready: true,
	riderId: null,
	take: 0,
	released: null,
	location: null,
	eta: null,
	answerBy: null,
	reason: null,
	updatedAt: 0,
});

const cancellation = (status: "held" | "granted" | "refused"): NonNullable<OrderSnapshot["cancellation"]> => ({
	status,
	reason: null,
	requestedAt: 0,
	decidedAt: 0,
	attempts: 1,
	nextAttemptAt: null,
	code: null,
});

const cash = (status: PaymentSnapshot["status"]) => payment(status, { timing: "on_receipt" });

/** A goods order after the deal, paid, of which the order knows as much as the payment. */
const whole = (order: Partial<OrderSnapshot>, parts: Partial<Whole> = {}): Whole => {
	const { status, timing } = parts.payment ?? payment("approved");
	return {
		order: anOrder({ submittedAt: 1, acceptedAt: 2, payment: { timing, status }, ...order }),
		payment: payment("approved"),
		store: undefined,
		brew: undefined,
		delivery: undefined,
		reserved: false,
		...parts,
	};
};

const UNDECIDED = { acceptedAt: null };
const UNPAID = { submittedAt: null, acceptedAt: null };
const DELIVERED = { fulfilment: "delivery" } as const;
const PARCEL = { kind: "parcel", ...DELIVERED } as const;
const cancelled = (reason: string, change: Partial<OrderSnapshot> = {}): Partial<OrderSnapshot> => ({
	status: "cancelled",
	reason,
	...(reason === "customer" ? { cancellation: cancellation("granted") } : undefined),
	...change,
});
const lost = { payment: payment("refunded"), store: store("cancelled") };

const SOUND = {
	placed: whole({ status: "placed", ...UNPAID }, { payment: payment("due") }),
	"placed, and the payment does not know": whole({ status: "placed", ...UNPAID }, { payment: undefined }),
	submitted: whole({ status: "submitted", ...UNDECIDED }, { store: store("submitted") }),
	"accepted, to be paid later": whole({ status: "accepted" }, { payment: cash("due"), store: store("accepted"), brew: brew("received") }),
	preparing: whole({ status: "preparing" }, { store: store("preparing"), brew: brew("brewing"), reserved: true }),
	ready: whole({ status: "ready", cancellation: cancellation("refused") }, { store: store("ready"), brew: brew("brewed") }),
	"on the way": whole(
		{ status: "in_transit", ...DELIVERED },
		{ store: store("in_transit"), brew: brew("brewed"), delivery: delivery("in_transit") },
	),
	"picked up": whole({ status: "completed" }, { store: store("completed"), brew: brew("brewed") }),
	"picked up and paid": whole({ status: "completed" }, { payment: cash("collected"), store: store("completed"), brew: brew("brewed") }),
	delivered: whole(
		{ status: "completed", ...DELIVERED },
		{ store: store("completed"), brew: brew("brewed"), delivery: delivery("delivered") },
	),
	"a parcel delivered": whole({ status: "completed", ...PARCEL }, { store: store("completed"), delivery: delivery("delivered") }),
	"taken back": whole(
		{ status: "completed", refunded: true },
		{ payment: payment("refunded"), store: store("completed"), brew: brew("brewed") },
	),
	"cancelled unpaid": whole(cancelled("customer", UNPAID), { payment: payment("voided") }),
	"cancelled while it was paid": whole(cancelled("customer", UNPAID), { payment: payment("refunded") }),
	"cancelled while the store rejected it": whole(cancelled("customer", UNDECIDED), { ...lost, store: store("rejected") }),
	"cancelled after the deal": whole(cancelled("customer"), { ...lost, brew: brew("cancelled") }),
	"cancelled when it had run out": whole(cancelled("customer"), { ...lost, payment: cash("voided"), brew: brew("out_of_stock") }),
	"cancelled when it was free": whole(cancelled("customer", { amounts: { goods: 0, delivery: 0, total: 0 } }), {
		...lost,
		payment: payment("refunded", { amount: 0, refunded: 0 }),
	}),
	"never paid": whole(cancelled("payment_expired", UNPAID), { payment: payment("expired") }),
	rejected: whole({ status: "rejected", ...UNDECIDED }, { ...lost, store: store("rejected") }),
	unanswered: whole(cancelled("store_unanswered", UNDECIDED), { payment: cash("voided"), store: store("unanswered") }),
	"out of stock": whole(cancelled("out_of_stock"), { ...lost, brew: brew("out_of_stock") }),
	"left on the shelf": whole(cancelled("uncollected"), { store: store("uncollected"), brew: brew("brewed") }),
	"left and never paid": whole(cancelled("uncollected"), { payment: cash("voided"), store: store("uncollected"), brew: brew("brewed") }),
	"undeliverable, and still being brewed": whole(cancelled("undeliverable", DELIVERED), {
		...lost,
		brew: brew("brewing"),
		delivery: delivery("failed"),
		reserved: true,
	}),
};

type Sound = keyof typeof SOUND;

/** A sound one but for this. */
const but = (sound: Sound, parts: Partial<Whole>, order: Partial<OrderSnapshot> = {}): Whole => {
	const changed = { ...SOUND[sound], ...parts };
	const { status, timing } = changed.payment ?? changed.order.payment;
	return { ...changed, order: { ...changed.order, payment: { timing, status }, ...order } };
};

/** By the one rule that each of them breaks. */
const BROKEN: Record<string, Whole[]> = {
	"the money is settled, once": [
		but("rejected", { payment: payment("approved") }),
		but("rejected", { payment: payment("voided") }),
		but("cancelled after the deal", { payment: payment("refunded", { refunded: 1 }) }),
		but("picked up", { payment: payment("refunded") }),
		but("picked up", { payment: payment("approved", { refunded: 1 }) }),
		but("picked up", { payment: undefined }),
		but("picked up and paid", { payment: cash("due") }),
		but("taken back", { payment: payment("approved") }),
		but("never paid", { payment: payment("unknown") }),
		but("never paid", { payment: undefined }),
		but("left on the shelf", { payment: payment("refunded") }),
		but("left and never paid", { payment: cash("due") }),
		but("preparing", { payment: payment("due") }),
		but("preparing", { payment: payment("refunded") }),
		but("placed", { payment: payment("expired") }),
	],
	"the amount is the order's": [but("picked up", { payment: payment("approved", { amount: TOTAL + 1 }) })],
	"the order knows what became of the money": [but("rejected", {}, { payment: { timing: "prepaid", status: "approved" } })],
	"the store sees nothing before it is paid": [but("never paid", { store: store("cancelled") })],
	"the store's copy agrees with the order": [
		but("preparing", { store: store("accepted") }),
		but("preparing", { store: undefined }),
		but("picked up", { store: store("ready") }),
		but("cancelled after the deal", { store: store("rejected") }),
		but("cancelled while the store rejected it", { store: store("accepted") }),
		but("unanswered", { store: store("cancelled") }),
		but("left on the shelf", { store: store("completed") }),
	],

	"nothing is brewed without a deal": [
		but("submitted", { brew: brew("brewing"), reserved: true }),
		but("rejected", { brew: brew("brewed") }),
	],
	"nothing is carried without a deal": [but("submitted", { delivery: delivery("in_transit") }, PARCEL)],
	"what is ready was brewed": [but("ready", { brew: brew("brewing"), reserved: true }), but("picked up", { brew: undefined })],
	"nothing is carried before it is brewed": [but("preparing", { delivery: delivery("in_transit") }, DELIVERED)],
	"what is delivered is completed": [but("on the way", { delivery: delivery("delivered") })],
	"what is completed was delivered, or picked up": [
		but("delivered", { delivery: undefined }),
		but("picked up", { delivery: delivery("delivered") }),
	],

	"what the customer cancelled was never begun": [but("cancelled after the deal", { brew: brew("brewed") })],
	"what ran out was not to be had": [but("out of stock", { brew: brew("cancelled") })],
	"what is undeliverable was not delivered": [but("undeliverable, and still being brewed", { delivery: delivery("cancelled") })],
	"a cancelled ticket cancels its order": [
		but("accepted, to be paid later", { brew: brew("cancelled") }),
		but("accepted, to be paid later", { brew: brew("out_of_stock") }),
	],
	"a cancelled delivery cancels its order": [
		but("preparing", { delivery: delivery("cancelled") }, DELIVERED),
		but("preparing", { delivery: delivery("failed") }, DELIVERED),
	],
	"a ticket ends with its order": [
		but("cancelled after the deal", { brew: brew("received") }),
		but("left on the shelf", { brew: brew("brewing"), reserved: true }),
	],
	"a delivery ends with its order": [but("cancelled after the deal", { delivery: delivery("assigned") }, DELIVERED)],

	"stock is held back only for what is still to be brewed": [
		but("picked up", { reserved: true }),
		but("cancelled after the deal", { reserved: true }),
		but("a parcel delivered", { reserved: true }),
	],
	"what is being brewed has its stock": [but("preparing", { reserved: false })],

	"a cancellation ends with its order": [but("picked up", {}, { cancellation: cancellation("held") })],
	"a granted cancellation has cancelled": [but("ready", {}, { cancellation: cancellation("granted") })],
	"what the customer cancelled was granted": [
		but("cancelled unpaid", {}, { cancellation: null }),
		but("cancelled unpaid", {}, { cancellation: cancellation("refused") }),
	],
	"only what was completed is taken back": [but("cancelled after the deal", {}, { refunded: true })],
};

describe("the audit", () => {
	it.each(Object.entries(SOUND))("finds nothing wrong with what is %s", (_, whole) => {
		expect(violations(whole)).toEqual([]);
	});

	it.each(Object.keys(RULES))("tells by one rule alone when it is broken that %s", (rule) => {
		const broken = BROKEN[rule]!.map((whole) => violations(whole).map((violation) => violation.rule));

		expect(broken.length).toBeGreaterThan(0);
		expect(broken).toEqual(broken.map(() => [rule]));
	});

	it("says what it has found", () => {
		expect(violations(but("picked up", { reserved: true }))).toEqual([
			{
				orderId: "ord_1",
				rule: "stock is held back only for what is still to be brewed",
				found: "order completed, payment prepaid approved, 0 of 10000 back, store completed, brew brewed, delivery none, stock held back",
			},
		]);
	});
});
