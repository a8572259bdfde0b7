import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { PaymentStatus } from "../../contracts/notation/common.ts";
import type { Violation } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";

/** An order and the states of the actors that belong to it. */
export interface OrderParts {
	order: OrderSnapshot;
	payment: PaymentSnapshot | undefined;
	store: StoreOrderSnapshot | undefined;
	brew: BrewSnapshot | undefined;
	delivery: DeliverySnapshot | undefined;
	/** Whether the store's stock is reserved for this order. */
	reserved: boolean;
}

type Rule = (parts: OrderParts) => boolean;

export const isOver = ({ status }: OrderSnapshot): boolean => ["completed", "cancelled", "rejected"].includes(status);
const isCancelledFor = ({ reason, status }: OrderSnapshot, ...reasons: string[]): boolean =>
	status === "cancelled" && reasons.includes(reason ?? "");

const hasStarted = (brew: BrewSnapshot | undefined): boolean => brew?.status === "brewing" || brew?.status === "brewed";
/** A ticket that was started before its delivery failed may still be brewing. */
const isDone = ({ status }: BrewSnapshot, order: OrderSnapshot): boolean =>
	status === "brewing" ? isCancelledFor(order, "undeliverable") : status !== "received" && status !== "scheduled";
const isUnderWay = (delivery: DeliverySnapshot | undefined): boolean =>
	delivery?.status === "in_transit" || delivery?.status === "delivered";

/** The payment statuses that fit the order's status. */
const paymentStatusesFor = (order: OrderSnapshot): PaymentStatus[] => {
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
	return paymentStatusesFor(order).includes(status) && refunded === (status === "refunded" ? amount : 0);
};

/** Before acceptance, the customer or the store's hours may end the order while its store decides. */
const storeMatches: Rule = ({ order, store }) => {
	if (!store) return order.acceptedAt === null;
	if (isCancelledFor(order, "uncollected")) return store.status === "uncollected";
	if (isCancelledFor(order, "store_unanswered")) return store.status === "unanswered";
	if (isCancelledFor(order, "customer", "store_closed") && order.acceptedAt === null)
		return ["cancelled", "rejected", "unanswered"].includes(store.status);
	return store.status === order.status;
};

/** Hold for every order once its messages are handled, even after crashes. */
export const INVARIANTS: Record<string, Rule> = {
	"the payment's status and refund fit the order": isSettled,
	"the payment's amount is the order's total": ({ order, payment }) => !payment || payment.amount === order.amounts.total,
	"the order has the payment's current status": ({ order, payment }) => !payment || payment.status === order.payment.status,
	"the store receives only submitted orders": ({ order, store }) => !store || order.submittedAt !== null,
	"the store's copy matches the order": storeMatches,

	"brewing starts only after acceptance": ({ brew, order }) => !hasStarted(brew) || order.acceptedAt !== null,
	"delivery starts only after acceptance": ({ delivery, order }) => !isUnderWay(delivery) || order.acceptedAt !== null,
	"an order that is ready or later has been brewed": ({ brew, order }) =>
		order.kind !== "goods" || !["ready", "in_transit", "completed"].includes(order.status) || brew?.status === "brewed",
	"delivery starts only after brewing": ({ brew, delivery, order }) =>
		order.kind !== "goods" || !isUnderWay(delivery) || brew?.status === "brewed",
	"a delivered order is completed": ({ delivery, order }) => delivery?.status !== "delivered" || order.status === "completed",
	"a completed order was delivered or picked up": ({ delivery, order }) =>
		order.status !== "completed" || (order.fulfilment === "delivery" ? delivery?.status === "delivered" : !delivery),

	"an order cancelled by its customer or out of stock was never started": ({ brew, delivery, order }) =>
		!isCancelledFor(order, "customer", "out_of_stock") || (!hasStarted(brew) && !isUnderWay(delivery)),
	"an order cancelled as out of stock has an out-of-stock ticket": ({ brew, order }) =>
		!isCancelledFor(order, "out_of_stock") || brew?.status === "out_of_stock",
	"an undeliverable order has a failed delivery": ({ delivery, order }) =>
		!isCancelledFor(order, "undeliverable") || delivery?.status === "failed",
	"a cancelled or out-of-stock ticket cancels its order": ({ brew, order }) =>
		(brew?.status !== "cancelled" && brew?.status !== "out_of_stock") || order.status === "cancelled",
	"a cancelled or failed delivery cancels its order": ({ delivery, order }) =>
		(delivery?.status !== "cancelled" && delivery?.status !== "failed") || order.status === "cancelled",
	"a ticket ends with its order": ({ brew, order }) => !isOver(order) || !brew || isDone(brew, order),
	"a delivery ends with its order": ({ delivery, order }) =>
		!isOver(order) || !delivery || ["delivered", "failed", "cancelled"].includes(delivery.status),

	"stock is reserved only for orders still to be brewed": ({ brew, reserved }) =>
		!reserved || brew?.status === "scheduled" || brew?.status === "received" || brew?.status === "brewing",
	"an order being brewed has reserved stock": ({ brew, reserved }) => brew?.status !== "brewing" || reserved,

	"an ended order has no held cancellation": ({ order }) => !isOver(order) || order.cancellation?.status !== "held",
	"a granted cancellation cancels its order": ({ order }) => order.cancellation?.status !== "granted" || order.status === "cancelled",
	"an order cancelled by its customer has a granted cancellation": ({ order }) =>
		!isCancelledFor(order, "customer") || order.cancellation?.status === "granted",
	"only completed orders are refunded": ({ order }) => !order.refunded || order.status === "completed",
};

export const violations = (parts: OrderParts): Violation[] =>
	Object.entries(INVARIANTS)
		.filter(([, holds]) => !holds(parts))
		.map(([rule]) => ({ orderId: parts.order.id, rule, found: stateOf(parts) }));

const stateOf = ({ brew, delivery, order, payment, reserved, store }: OrderParts): string =>
	[
		`order ${order.status}${order.reason ? ` (${order.reason})` : ""}`,
		`payment ${payment ? `${payment.timing} ${payment.status}, refunded ${payment.refunded} of ${payment.amount}` : "unknown"}`,
		`store ${store?.status ?? "unknown"}`,
		`brew ${brew?.status ?? "none"}`,
		`delivery ${delivery?.status ?? "none"}`,
		`stock ${reserved ? "reserved" : "not reserved"}`,
	].join(", ");
