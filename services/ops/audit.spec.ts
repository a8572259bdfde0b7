import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { INVARIANTS, type OrderParts, violations } from "./audit.ts";

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

/** An accepted, paid goods order that has its payment's status. */
const partsOf = (order: Partial<OrderSnapshot>, parts: Partial<OrderParts> = {}): OrderParts => {
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
const refunded = { payment: payment("refunded"), store: store("cancelled") };

const CONSISTENT = {
	placed: partsOf({ status: "placed", ...UNPAID }, { payment: payment("due") }),
	"placed without a payment yet": partsOf({ status: "placed", ...UNPAID }, { payment: undefined }),
	submitted: partsOf({ status: "submitted", ...UNDECIDED }, { store: store("submitted") }),
	"accepted, paid on receipt": partsOf({ status: "accepted" }, { payment: cash("due"), store: store("accepted"), brew: brew("received") }),
	preparing: partsOf({ status: "preparing" }, { store: store("preparing"), brew: brew("brewing"), reserved: true }),
	ready: partsOf({ status: "ready", cancellation: cancellation("refused") }, { store: store("ready"), brew: brew("brewed") }),
	"in transit": partsOf(
		{ status: "in_transit", ...DELIVERED },
		{ store: store("in_transit"), brew: brew("brewed"), delivery: delivery("in_transit") },
	),
	"picked up": partsOf({ status: "completed" }, { store: store("completed"), brew: brew("brewed") }),
	"picked up and paid": partsOf({ status: "completed" }, { payment: cash("collected"), store: store("completed"), brew: brew("brewed") }),
	delivered: partsOf(
		{ status: "completed", ...DELIVERED },
		{ store: store("completed"), brew: brew("brewed"), delivery: delivery("delivered") },
	),
	"a delivered parcel": partsOf({ status: "completed", ...PARCEL }, { store: store("completed"), delivery: delivery("delivered") }),
	refunded: partsOf(
		{ status: "completed", refunded: true },
		{ payment: payment("refunded"), store: store("completed"), brew: brew("brewed") },
	),
	"cancelled unpaid": partsOf(cancelled("customer", UNPAID), { payment: payment("voided") }),
	"cancelled during payment": partsOf(cancelled("customer", UNPAID), { payment: payment("refunded") }),
	"cancelled and rejected at once": partsOf(cancelled("customer", UNDECIDED), { ...refunded, store: store("rejected") }),
	"closed out and rejected at once": partsOf(cancelled("store_closed", UNDECIDED), { ...refunded, store: store("rejected") }),
	"closed out after acceptance": partsOf(cancelled("store_closed"), { ...refunded, brew: brew("cancelled") }),
	"cancelled after acceptance": partsOf(cancelled("customer"), { ...refunded, brew: brew("cancelled") }),
	"cancelled and out of stock": partsOf(cancelled("customer"), { ...refunded, payment: cash("voided"), brew: brew("out_of_stock") }),
	"cancelled with a total of 0": partsOf(cancelled("customer", { amounts: { goods: 0, delivery: 0, total: 0 } }), {
		...refunded,
		payment: payment("refunded", { amount: 0, refunded: 0 }),
	}),
	"never paid": partsOf(cancelled("payment_expired", UNPAID), { payment: payment("expired") }),
	rejected: partsOf({ status: "rejected", ...UNDECIDED }, { ...refunded, store: store("rejected") }),
	unanswered: partsOf(cancelled("store_unanswered", UNDECIDED), { payment: cash("voided"), store: store("unanswered") }),
	"out of stock": partsOf(cancelled("out_of_stock"), { ...refunded, brew: brew("out_of_stock") }),
	uncollected: partsOf(cancelled("uncollected"), { store: store("uncollected"), brew: brew("brewed") }),
	"uncollected and unpaid": partsOf(cancelled("uncollected"), {
		payment: cash("voided"),
		store: store("uncollected"),
		brew: brew("brewed"),
	}),
	"undeliverable and still brewing": partsOf(cancelled("undeliverable", DELIVERED), {
		...refunded,
		brew: brew("brewing"),
		delivery: delivery("failed"),
		reserved: true,
	}),
};

type Consistent = keyof typeof CONSISTENT;

/** A consistent order with this change. */
const changed = (name: Consistent, parts: Partial<OrderParts>, order: Partial<OrderSnapshot> = {}): OrderParts => {
	const copy = { ...CONSISTENT[name], ...parts };
	const { status, timing } = copy.payment ?? copy.order.payment;
	return { ...copy, order: { ...copy.order, payment: { timing, status }, ...order } };
};

/** Orders by the one rule that each violates. */
const VIOLATING: Record<string, OrderParts[]> = {
	"the payment's status and refund fit the order": [
		changed("rejected", { payment: payment("approved") }),
		changed("rejected", { payment: payment("voided") }),
		changed("cancelled after acceptance", { payment: payment("refunded", { refunded: 1 }) }),
		changed("picked up", { payment: payment("refunded") }),
		changed("picked up", { payment: payment("approved", { refunded: 1 }) }),
		changed("picked up", { payment: undefined }),
		changed("picked up and paid", { payment: cash("due") }),
		changed("refunded", { payment: payment("approved") }),
		changed("never paid", { payment: payment("unknown") }),
		changed("never paid", { payment: undefined }),
		changed("uncollected", { payment: payment("refunded") }),
		changed("uncollected and unpaid", { payment: cash("due") }),
		changed("preparing", { payment: payment("due") }),
		changed("preparing", { payment: payment("refunded") }),
		changed("placed", { payment: payment("expired") }),
	],
	"the payment's amount is the order's total": [changed("picked up", { payment: payment("approved", { amount: TOTAL + 1 }) })],
	"the order has the payment's current status": [changed("rejected", {}, { payment: { timing: "prepaid", status: "approved" } })],
	"the store receives only submitted orders": [changed("never paid", { store: store("cancelled") })],
	"the store's copy matches the order": [
		changed("preparing", { store: store("accepted") }),
		changed("preparing", { store: undefined }),
		changed("picked up", { store: store("ready") }),
		changed("cancelled after acceptance", { store: store("rejected") }),
		changed("cancelled and rejected at once", { store: store("accepted") }),
		changed("closed out and rejected at once", { store: store("accepted") }),
		changed("closed out after acceptance", { store: store("rejected") }),
		changed("unanswered", { store: store("cancelled") }),
		changed("uncollected", { store: store("completed") }),
	],

	"brewing starts only after acceptance": [
		changed("submitted", { brew: brew("brewing"), reserved: true }),
		changed("rejected", { brew: brew("brewed") }),
	],
	"delivery starts only after acceptance": [changed("submitted", { delivery: delivery("in_transit") }, PARCEL)],
	"an order that is ready or later has been brewed": [
		changed("ready", { brew: brew("brewing"), reserved: true }),
		changed("picked up", { brew: undefined }),
	],
	"delivery starts only after brewing": [changed("preparing", { delivery: delivery("in_transit") }, DELIVERED)],
	"a delivered order is completed": [changed("in transit", { delivery: delivery("delivered") })],
	"a completed order was delivered or picked up": [
		changed("delivered", { delivery: undefined }),
		changed("picked up", { delivery: delivery("delivered") }),
	],

	"an order cancelled by its customer or out of stock was never started": [changed("cancelled after acceptance", { brew: brew("brewed") })],
	"an order cancelled as out of stock has an out-of-stock ticket": [changed("out of stock", { brew: brew("cancelled") })],
	"an undeliverable order has a failed delivery": [changed("undeliverable and still brewing", { delivery: delivery("cancelled") })],
	"a cancelled or out-of-stock ticket cancels its order": [
		changed("accepted, paid on receipt", { brew: brew("cancelled") }),
		changed("accepted, paid on receipt", { brew: brew("out_of_stock") }),
	],
	"a cancelled or failed delivery cancels its order": [
		changed("preparing", { delivery: delivery("cancelled") }, DELIVERED),
		changed("preparing", { delivery: delivery("failed") }, DELIVERED),
	],
	"a ticket ends with its order": [
		changed("cancelled after acceptance", { brew: brew("received") }),
		changed("uncollected", { brew: brew("brewing"), reserved: true }),
	],
	"a delivery ends with its order": [changed("cancelled after acceptance", { delivery: delivery("assigned") }, DELIVERED)],

	"stock is reserved only for orders still to be brewed": [
		changed("picked up", { reserved: true }),
		changed("cancelled after acceptance", { reserved: true }),
		changed("a delivered parcel", { reserved: true }),
	],
	"an order being brewed has reserved stock": [changed("preparing", { reserved: false })],

	"an ended order has no held cancellation": [changed("picked up", {}, { cancellation: cancellation("held") })],
	"a granted cancellation cancels its order": [changed("ready", {}, { cancellation: cancellation("granted") })],
	"an order cancelled by its customer has a granted cancellation": [
		changed("cancelled unpaid", {}, { cancellation: null }),
		changed("cancelled unpaid", {}, { cancellation: cancellation("refused") }),
	],
	"only completed orders are refunded": [changed("cancelled after acceptance", {}, { refunded: true })],
};

describe("the audit", () => {
	it.each(Object.entries(CONSISTENT))("finds no violation in an order that is %s", (_, parts) => {
		expect(violations(parts)).toEqual([]);
	});

	it.each(Object.keys(INVARIANTS))("reports only the violated rule: %s", (rule) => {
		const violated = VIOLATING[rule]!.map((parts) => violations(parts).map((violation) => violation.rule));

		expect(violated.length).toBeGreaterThan(0);
		expect(violated).toEqual(violated.map(() => [rule]));
	});

	it("describes the state that it found", () => {
		expect(violations(changed("picked up", { reserved: true }))).toEqual([
			{
				orderId: "ord_1",
				rule: "stock is reserved only for orders still to be brewed",
				found:
					"order completed, payment prepaid approved, refunded 0 of 10000, store completed, brew brewed, delivery none, stock reserved",
			},
		]);
	});
});
