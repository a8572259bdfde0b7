import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { PaymentStatus } from "../../contracts/common.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { Violation } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";

/** Everything that is known of one order, by whom. */
export interface Whole {
	order: OrderSnapshot;
	payment: PaymentSnapshot | undefined;
	store: StoreOrderSnapshot | undefined;
	brew: BrewSnapshot | undefined;
	delivery: DeliverySnapshot | undefined;
	/** What the store's stock holds back for this order. */
	reserved: boolean;
}

type Rule = (whole: Whole) => boolean;

const isOver = ({ status }: OrderSnapshot): boolean => ["completed", "cancelled", "rejected"].includes(status);
const isCancelledFor = ({ reason, status }: OrderSnapshot, ...reasons: string[]): boolean =>
	status === "cancelled" && reasons.includes(reason ?? "");

const hasBegun = (brew: BrewSnapshot | undefined): boolean => brew?.status === "brewing" || brew?.status === "brewed";
/** What was begun before its rider failed may still be brewing. */
const isDone = ({ status }: BrewSnapshot, order: OrderSnapshot): boolean =>
	status === "brewing" ? isCancelledFor(order, "undeliverable") : status !== "received";
const isUnderWay = (delivery: DeliverySnapshot | undefined): boolean =>
	delivery?.status === "in_transit" || delivery?.status === "delivered";

/** What may have become of the money, by what has become of the order. */
const moneyFor = (order: OrderSnapshot): PaymentStatus[] => {
	const isPrepaid = order.payment.timing === "prepaid";
	if (order.refunded) return ["refunded"];
	if (order.status === "completed") return [isPrepaid ? "approved" : "collected"];
	if (order.status === "placed") return ["due", "declined", "unknown"];
	if (!isOver(order)) return [isPrepaid ? "approved" : "due"];
	if (isCancelledFor(order, "uncollected")) return [isPrepaid ? "approved" : "voided"];
	if (!isPrepaid) return ["voided"];
	return order.submittedAt === null ? ["voided", "expired", "refunded"] : ["refunded"];
};

const isSettled: Rule = ({ order, payment }) => {
	if (!payment) return order.status === "placed" || (order.payment.timing === "on_receipt" && order.status !== "completed");
	const { amount, refunded, status } = payment;
	return moneyFor(order).includes(status) && refunded === (status === "refunded" ? amount : 0);
};

/** Before the deal, customer and store may both end it, each without knowing of the other. */
const storeAgrees: Rule = ({ order, store }) => {
	if (!store) return order.acceptedAt === null;
	if (isCancelledFor(order, "uncollected")) return store.status === "uncollected";
	if (isCancelledFor(order, "store_unanswered")) return store.status === "unanswered";
	if (isCancelledFor(order, "customer") && order.acceptedAt === null) return ["cancelled", "rejected", "unanswered"].includes(store.status);
	return store.status === order.status;
};

/** What holds for every order that has come to rest, whatever was killed on its way. */
export const RULES: Record<string, Rule> = {
	"the money is settled, once": isSettled,
	"the amount is the order's": ({ order, payment }) => !payment || payment.amount === order.amounts.total,
	"the order knows what became of the money": ({ order, payment }) => !payment || payment.status === order.payment.status,
	"the store sees nothing before it is paid": ({ order, store }) => !store || order.submittedAt !== null,
	"the store's copy agrees with the order": storeAgrees,

	"nothing is brewed without a deal": ({ brew, order }) => !hasBegun(brew) || order.acceptedAt !== null,
	"nothing is carried without a deal": ({ delivery, order }) => !isUnderWay(delivery) || order.acceptedAt !== null,
	"what is ready was brewed": ({ brew, order }) =>
		order.kind !== "goods" || !["ready", "in_transit", "completed"].includes(order.status) || brew?.status === "brewed",
	"nothing is carried before it is brewed": ({ brew, delivery, order }) =>
		order.kind !== "goods" || !isUnderWay(delivery) || brew?.status === "brewed",
	"what is delivered is completed": ({ delivery, order }) => delivery?.status !== "delivered" || order.status === "completed",
	"what is completed was delivered, or picked up": ({ delivery, order }) =>
		order.status !== "completed" || (order.fulfilment === "delivery" ? delivery?.status === "delivered" : !delivery),

	"what the customer cancelled was never begun": ({ brew, delivery, order }) =>
		!isCancelledFor(order, "customer", "out_of_stock") || (!hasBegun(brew) && !isUnderWay(delivery)),
	"what ran out was not to be had": ({ brew, order }) => !isCancelledFor(order, "out_of_stock") || brew?.status === "out_of_stock",
	"what is undeliverable was not delivered": ({ delivery, order }) =>
		!isCancelledFor(order, "undeliverable") || delivery?.status === "failed",
	"a cancelled ticket cancels its order": ({ brew, order }) =>
		(brew?.status !== "cancelled" && brew?.status !== "out_of_stock") || order.status === "cancelled",
	"a cancelled delivery cancels its order": ({ delivery, order }) =>
		(delivery?.status !== "cancelled" && delivery?.status !== "failed") || order.status === "cancelled",
	"a ticket ends with its order": ({ brew, order }) => !isOver(order) || !brew || isDone(brew, order),
	"a delivery ends with its order": ({ delivery, order }) =>
		!isOver(order) || !delivery || ["delivered", "failed", "cancelled"].includes(delivery.status),

	"stock is held back only for what is still to be brewed": ({ brew, reserved }) =>
		!reserved || brew?.status === "received" || brew?.status === "brewing",
	"what is being brewed has its stock": ({ brew, reserved }) => brew?.status !== "brewing" || reserved,

	"a cancellation ends with its order": ({ order }) => !isOver(order) || order.cancellation?.status !== "held",
	"a granted cancellation has cancelled": ({ order }) => order.cancellation?.status !== "granted" || order.status === "cancelled",
	"what the customer cancelled was granted": ({ order }) => !isCancelledFor(order, "customer") || order.cancellation?.status === "granted",
	"only what was completed is taken back": ({ order }) => !order.refunded || order.status === "completed",
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
