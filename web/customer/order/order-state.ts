import type { MyPageOrder } from "../../../contracts/mypage.ts";
import type { Order } from "../../../contracts/order.ts";
import type { StreamEvent } from "../../shared/live.ts";

/** An order with the state of each service that works on it, each with its own `asOf`. */
export type TrackedOrder = MyPageOrder;

type Part = "payment" | "store" | "brew" | "delivery";
const PARTS: readonly Part[] = ["payment", "store", "brew", "delivery"];

/** Builds the state from the order alone. Its copy of the payment is dated early, so that any payment event replaces it. */
export const fromOrder = (order: Order): TrackedOrder => ({
	...order,
	payment: { ...order.payment, asOf: order.createdAt },
	cancellation: order.cancellation && { ...order.cancellation, asOf: order.updatedAt },
	store: null,
	brew: null,
	delivery: null,
	asOf: order.updatedAt,
});

const newer = <Of extends { asOf: string }>(one: Of | null, other: Of | null): Of | null => {
	if (!one || !other) return one ?? other;
	return other.asOf >= one.asOf ? other : one;
};

/** Merges two states of one order part by part, since either may be ahead for some part. */
export const mergeOrders = (known: TrackedOrder, incoming: TrackedOrder): TrackedOrder => {
	const order = incoming.updatedAt >= known.updatedAt ? incoming : known;
	return {
		...order,
		payment: mergePayments(known.payment, incoming.payment),
		store: newer(known.store, incoming.store),
		brew: newer(known.brew, incoming.brew),
		delivery: newer(known.delivery, incoming.delivery),
		asOf: order.asOf,
	};
};

type Payment = TrackedOrder["payment"];

/** Merges field by field: only the payment knows the refunded amount. */
const mergePayments = (known: Payment, incoming: Payment): Payment => {
	const [before, after] = incoming.asOf >= known.asOf ? [known, incoming] : [incoming, known];
	return { ...before, ...after };
};

const partOf = (type: string): Part | undefined => PARTS.find((part) => type.startsWith(`${part}.`));

const isOrderEvent = (event: StreamEvent): event is StreamEvent & Order => event.type.startsWith("order.");

/** Applies an event: an order event replaces the order, any other event its own part. */
export const applyEvent = (known: TrackedOrder, event: StreamEvent): TrackedOrder => {
	if (event.orderId !== known.id) return known;
	if (isOrderEvent(event)) return mergeOrders(known, fromOrder(event));
	const part = partOf(event.type);
	return part ? mergeOrders(known, { ...known, [part]: { ...event, asOf: event.at } }) : known;
};

/** Applies a cancellation that was read between two events. A decided one stays decided. */
export const withCancellation = (known: TrackedOrder, cancellation: Order["cancellation"], asOf: string): TrackedOrder => {
	const isDecided = known.cancellation !== null && known.cancellation.status !== "held";
	return isDecided || cancellation === null ? known : { ...known, cancellation: { ...cancellation, asOf } };
};
