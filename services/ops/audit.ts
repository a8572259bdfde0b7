import type { BrewSaid, DeliverySaid, OrderSaid, PaymentSaid, StoreOrderSaid } from "../../lib/catalogue.ts";

/** Everything that is known of one order, by whom. */
export interface Whole {
	order: OrderSaid;
	payment: PaymentSaid | undefined;
	store: StoreOrderSaid | undefined;
	brew: BrewSaid | undefined;
	delivery: DeliverySaid | undefined;
	/** What the store's stock holds back for this order. */
	reserved: boolean;
}

export interface Violation {
	orderId: string;
	rule: string;
	found: string;
}

const FINAL = ["completed", "cancelled", "rejected"];
const GIVEN_BACK = ["voided", "expired", "refunded"];

const endedWithoutGoods = ({ reason, status }: OrderSaid) => status === "rejected" || (status === "cancelled" && reason !== "uncollected");

/** What the money should be once an order has ended. */
const moneyOf = ({ order, payment }: Whole): boolean => {
	if (!payment) return order.payment.timing === "on_receipt" && order.status !== "completed";
	const { amount, refunded, status, timing } = payment;
	if (order.takenBack) return status === "refunded" && refunded === amount;
	if (order.status === "completed") return status === (timing === "prepaid" ? "approved" : "collected") && refunded === 0;
	if (endedWithoutGoods(order)) return GIVEN_BACK.includes(status) && (status === "refunded") === refunded > 0;
	return timing === "prepaid" ? status === "approved" : GIVEN_BACK.includes(status);
};

const hasBegun = (brew: BrewSaid | undefined) => brew?.status === "brewing" || brew?.status === "brewed";
const isUnderWay = (delivery: DeliverySaid | undefined) => delivery?.status === "in_transit" || delivery?.status === "delivered";
const NEVER_BEGAN = ["customer", "out_of_stock"];

const storeAgrees = ({ order, store }: Whole): boolean => {
	if (!store) return order.submittedAt === null || order.acceptedAt === null;
	if (order.reason === "uncollected") return store.status === "uncollected";
	if (order.reason === "store_unanswered") return store.status === "unanswered";
	return store.status === order.status;
};

/** What holds for every order that has come to rest, whatever was killed on its way. */
export const RULES: Record<string, (whole: Whole) => boolean> = {
	"the money is settled, once": (whole) => !FINAL.includes(whole.order.status) || moneyOf(whole),
	"nothing is brewed without a deal": ({ brew, order }) => !hasBegun(brew) || order.acceptedAt !== null,
	"what the customer cancelled was never begun": ({ brew, delivery, order }) =>
		order.status !== "cancelled" || !NEVER_BEGAN.includes(order.reason ?? "") || (!hasBegun(brew) && !isUnderWay(delivery)),
	"what is ready was brewed": ({ brew, order }) =>
		order.kind !== "goods" || !["ready", "in_transit", "completed"].includes(order.status) || brew?.status === "brewed",
	"nothing is carried before it is brewed": ({ brew, delivery, order }) =>
		order.kind !== "goods" || !isUnderWay(delivery) || brew?.status === "brewed",
	"a delivery ends with its order": ({ delivery, order }) =>
		!FINAL.includes(order.status) || !delivery || ["delivered", "failed", "cancelled"].includes(delivery.status),
	"a ticket ends with its order": ({ brew, order }) =>
		!FINAL.includes(order.status) || !brew || !["received", "brewing"].includes(brew.status),
	"the store's copy ends as the order does": (whole) => !FINAL.includes(whole.order.status) || storeAgrees(whole),
	"stock is held back only for what is still to be brewed": ({ brew, reserved }) =>
		!reserved || brew?.status === "received" || brew?.status === "brewing",
	"a cancellation ends with its order": ({ order }) => !FINAL.includes(order.status) || order.cancellation?.status !== "held",
	"a granted cancellation has cancelled": ({ order }) => order.cancellation?.status !== "granted" || order.status === "cancelled",
};

export const violations = (whole: Whole): Violation[] =>
	Object.entries(RULES)
		.filter(([, holds]) => !holds(whole))
		.map(([rule]) => ({ orderId: whole.order.id, rule, found: found(whole) }));

const found = ({ brew, delivery, order, payment, reserved, store }: Whole): string =>
	[
		`order ${order.status}${order.reason ? ` (${order.reason})` : ""}`,
		`payment ${payment ? `${payment.timing} ${payment.status}, ${payment.refunded} of ${payment.amount} back` : "unknown"}`,
		`store ${store?.status ?? "unknown"}`,
		`brew ${brew?.status ?? "none"}`,
		`delivery ${delivery?.status ?? "none"}`,
		`stock ${reserved ? "held back" : "free"}`,
	].join(", ");
