import type { ServiceBroker } from "moleculer";
import { type Inspected, type InspectedActor, inspect } from "../../contracts/inspection.ts";
import type { NextStep, Waiting } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { call } from "../../lib/broker/contract.ts";
import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { OrderParts } from "./audit.ts";

const waiting = (who: Waiting["who"], what: string, until: number | null = null): Waiting => ({ who, what, until: isoOrNull(until) });

const onPayment = ({ order, payment }: OrderParts): Waiting => {
	if (!payment) return waiting("message", "payment has not received the order yet", order.payBy);
	if (payment.status === "unknown") return waiting("payment", "the provider to report whether it charged", order.payBy);
	return waiting("customer", payment.status === "declined" ? "another attempt to pay" : "payment", order.payBy);
};

const onMaker = ({ brew, delivery, order }: OrderParts): Waiting => {
	if (order.cancellation?.status === "held")
		return waiting("maker", "the decision whether it can still be cancelled", order.cancellation.nextAttemptAt);
	if (order.kind === "parcel") return onRider(delivery);
	if (!brew) return waiting("message", "brew has not received the order yet");
	if (brew.status === "scheduled") return waiting("nobody", "the ticket to enter the queue", brew.entersAt ?? null);
	if (brew.status === "received") return brew.stocked ? waiting("barista", "brewing to start") : waiting("stock", "stock to be reserved");
	return waiting("message", `the order does not know yet that the ticket is ${brew.status}`);
};

const onRider = (delivery: OrderParts["delivery"]): Waiting => {
	if (!delivery) return waiting("message", "delivery has not received the order yet");
	switch (delivery.status) {
		case "requested":
			return waiting("dispatcher", "a rider to be assigned");
		case "assigned":
			return waiting("rider", "the rider's answer", delivery.answerBy);
		case "accepted":
			return waiting("rider", "the rider to depart");
		case "in_transit":
			return waiting("rider", "the handover, confirmed with the recipient's PIN", delivery.eta);
		case "delivered":
		case "cancelled":
		case "failed":
			return waiting("message", `the order does not know yet that the delivery is ${delivery.status}`);
	}
};

const onPreparing = ({ brew }: OrderParts): Waiting => {
	if (brew?.status !== "brewing") return waiting("message", `the order does not know yet that the ticket is ${brew?.status ?? "unknown"}`);
	return brew.auto
		? waiting("nobody", "brewing to finish by itself", brew.dueAt)
		: waiting("barista", "brewing to be completed", brew.dueAt);
};

const FINAL_PAYMENT_STATUSES = ["approved", "collected", "voided", "expired", "refunded"];

const onPaymentEnd = ({ order, payment }: OrderParts): Waiting => {
	const isRefundDue = order.refunded || (order.status !== "completed" && order.reason !== "uncollected");
	if (payment && isRefundDue && payment.refunded === 0 && ["approved", "collected"].includes(payment.status))
		return waiting("payment", "the refund");
	if (payment && !FINAL_PAYMENT_STATUSES.includes(payment.status)) return waiting("payment", "the payment to be settled");
	return waiting("nobody", "nothing: the order has ended");
};

const byStatus = (parts: OrderParts): Waiting => {
	switch (parts.order.status) {
		case "placed":
			return onPayment(parts);
		case "submitted":
			return parts.store
				? waiting("store", "the store's answer", parts.store.answerBy)
				: waiting("message", "the store has not received the order yet");
		case "accepted":
			return onMaker(parts);
		case "preparing":
			return onPreparing(parts);
		case "ready":
			return parts.order.fulfilment === "pickup" ? waiting("customer", "pickup") : onRider(parts.delivery);
		case "in_transit":
			return onRider(parts.delivery);
		case "completed":
		case "cancelled":
		case "rejected":
			return onPaymentEnd(parts);
	}
};

/** A missing state means that a message is on its way, unless its service cannot be reached. */
export const waitsFor = (parts: OrderParts, away: string[] = []): Waiting => {
	const found = byStatus(parts);
	return found.who === "message" && away.length > 0 ? waiting("message", `unknown while ${away.join(" and ")} cannot be reached`) : found;
};

const OTHERS = ["payment", "store-order", "brew", "delivery"] as const satisfies InspectedActor[];
const TIMEOUT_MS = 1_000;

/** The order and its parts. Parts that cannot be reached are listed in `away`: this is used when something is down. */
export const partsOf = async (broker: ServiceBroker, orderId: string) => {
	const load = async (actor: InspectedActor): Promise<Inspected | undefined> =>
		(await call<{ ids: string[] }, Inspected[]>(broker, inspect[actor].many, { ids: [orderId] }, { timeout: TIMEOUT_MS, retries: 0 }))[0];
	const away: string[] = [];
	const others = OTHERS.map(async (actor) => [actor, await load(actor).catch(() => void away.push(actor))] as const);
	const order = await load("order");
	if (!order) throw new NotFound("order");
	const inspected: Record<string, Inspected | undefined> = { order, ...Object.fromEntries(await Promise.all(others)) };
	const { brew, delivery, payment } = inspected;
	const states = { payment: payment?.state, store: inspected["store-order"]?.state, brew: brew?.state, delivery: delivery?.state };
	return { inspected, away: away.sort(), parts: { order: order.state as OrderSnapshot, ...states, reserved: false } as OrderParts };
};

/** The timers and unsent messages of the order and its parts. */
export const nextSteps = (parts: Record<string, Inspected | undefined>): NextStep[] =>
	Object.entries(parts).flatMap(([actor, part]) => {
		if (!part) return [];
		const timer = part.due ? [{ actor, command: part.due.command.type, at: iso(part.due.at) }] : [];
		return [...timer, ...part.unsent.map((message) => ({ actor, message, at: null }))];
	});
