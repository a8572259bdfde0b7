import type { ServiceBroker } from "moleculer";
import { type Inspected, type InspectedActor, inspect } from "../../contracts/inspection.ts";
import type { NextStep, Waiting } from "../../contracts/ops.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { call } from "../../lib/broker/contract.ts";
import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { Whole } from "./audit.ts";

const waiting = (who: Waiting["who"], what: string, until: number | null = null): Waiting => ({ who, what, until: isoOrNull(until) });

const onPayment = ({ order, payment }: Whole): Waiting => {
	if (!payment) return waiting("message", "payment has not heard of the order yet", order.payBy);
	if (payment.status === "unknown") return waiting("payment", "the provider has not said whether it charged", order.payBy);
	return waiting("customer", payment.status === "declined" ? "another attempt to pay" : "payment", order.payBy);
};

const onMaker = ({ brew, delivery, order }: Whole): Waiting => {
	if (order.cancellation?.status === "held")
		return waiting("maker", "the answer whether it can still be cancelled", order.cancellation.nextAttemptAt);
	if (order.kind === "parcel") return onRider(delivery);
	if (!brew) return waiting("message", "brew has not heard of the order yet");
	if (brew.status === "received")
		return brew.stocked ? waiting("barista", "brewing to begin") : waiting("stock", "its lines to be reserved");
	return waiting("message", `the order has not heard yet that the ticket is ${brew.status}`);
};

const onRider = (delivery: Whole["delivery"]): Waiting => {
	if (!delivery) return waiting("message", "delivery has not heard of the order yet");
	switch (delivery.status) {
		case "requested":
			return waiting("dispatcher", "a rider to be found");
		case "assigned":
			return waiting("rider", "the rider's answer", delivery.answerBy);
		case "accepted":
			return waiting("rider", "the rider to depart");
		case "in_transit":
			return waiting("rider", "the delivery, with the recipient's PIN", delivery.eta);
		case "delivered":
		case "cancelled":
		case "failed":
			return waiting("message", `the order has not heard yet that the delivery is ${delivery.status}`);
	}
};

const onPreparing = ({ brew }: Whole): Waiting => {
	if (brew?.status !== "brewing") return waiting("message", `the order has not heard yet that the ticket is ${brew?.status ?? "unknown"}`);
	return brew.auto ? waiting("nobody", "brewing takes its time", brew.dueAt) : waiting("barista", "brewing to be done", brew.dueAt);
};

const MONEY_AT_REST = ["approved", "collected", "voided", "expired", "refunded"];

const onNothing = ({ order, payment }: Whole): Waiting => {
	const isOwed = order.refunded || (order.status !== "completed" && order.reason !== "uncollected");
	if (payment && isOwed && payment.refunded === 0 && ["approved", "collected"].includes(payment.status))
		return waiting("payment", "the money to go back");
	if (payment && !MONEY_AT_REST.includes(payment.status)) return waiting("payment", "the money to be settled");
	return waiting("nobody", "nothing: it has ended");
};

const byStatus = (whole: Whole): Waiting => {
	switch (whole.order.status) {
		case "placed":
			return onPayment(whole);
		case "submitted":
			return whole.store
				? waiting("store", "its answer", whole.store.answerBy)
				: waiting("message", "the store has not heard of the order yet");
		case "accepted":
			return onMaker(whole);
		case "preparing":
			return onPreparing(whole);
		case "ready":
			return whole.order.fulfilment === "pickup" ? waiting("customer", "to be collected") : onRider(whole.delivery);
		case "in_transit":
			return onRider(whole.delivery);
		case "completed":
		case "cancelled":
		case "rejected":
			return onNothing(whole);
	}
};

/** Of whoever cannot be asked it is not known what they have heard. */
export const waitsFor = (whole: Whole, away: string[] = []): Waiting => {
	const found = byStatus(whole);
	return found.who === "message" && away.length > 0 ? waiting("message", `not known while ${away.join(" and ")} cannot be asked`) : found;
};

const OTHERS = ["payment", "store-order", "brew", "delivery"] as const satisfies InspectedActor[];
const ASKED_FOR_MS = 1_000;

/** The order and all that belongs to it, as far as it can be had: something being away is when one asks why. */
export const partsOf = async (broker: ServiceBroker, orderId: string) => {
	const ask = async (actor: InspectedActor): Promise<Inspected | undefined> =>
		(await call<{ ids: string[] }, Inspected[]>(broker, inspect[actor].many, { ids: [orderId] }, { timeout: ASKED_FOR_MS, retries: 0 }))[0];
	const away: string[] = [];
	const asked = OTHERS.map(async (actor) => [actor, await ask(actor).catch(() => void away.push(actor))] as const);
	const order = await ask("order");
	if (!order) throw new NotFound("order");
	const shown: Record<string, Inspected | undefined> = { order, ...Object.fromEntries(await Promise.all(asked)) };
	const { brew, delivery, payment } = shown;
	const states = { payment: payment?.state, store: shown["store-order"]?.state, brew: brew?.state, delivery: delivery?.state };
	return { shown, away: away.sort(), whole: { order: order.state as OrderSnapshot, ...states, reserved: false } as Whole };
};

/** The timers and the unsent messages of everything that belongs to the order. */
export const comesNext = (parts: Record<string, Inspected | undefined>): NextStep[] =>
	Object.entries(parts).flatMap(([actor, part]) => {
		if (!part) return [];
		const timer = part.due ? [{ actor, command: part.due.command.type, at: iso(part.due.at) }] : [];
		return [...timer, ...part.unsent.map((message) => ({ actor, message, at: null }))];
	});
