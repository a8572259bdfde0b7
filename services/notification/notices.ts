import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import { config } from "../../lib/config/config.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { Notice } from "./notification.ts";
import type { Topic } from "./texts.ts";
import { idOf } from "./webhooks/message-id.ts";
import { whenText } from "./when.ts";

const topicOf = (type: string, { cancellation, fulfilment, for: scheduledFor }: OrderSnapshot): Topic => {
	if (type === "order.accepted" && scheduledFor != null) return "order.accepted_for_later";
	if (type === "order.ready" && fulfilment === "delivery") return "order.ready_for_rider";
	if (type === "order.cancelled" && cancellation?.status === "granted") return "order.cancellation_granted";
	return type as Topic;
};

/** Steps that an order repeats although it has passed them. */
const STEPS = ["order.placed", "order.submitted", "order.accepted"];

/** An order paid on receipt is submitted at once, so the customer is not notified that it was placed. */
const isNotified = ({ republished, type }: Message, { status }: OrderSnapshot): boolean =>
	type === `order.${status}` || !(republished ? STEPS.includes(type) : type === "order.placed");

/** The notice for a message of an order, if there is one. */
export const ofOrder = (order: OrderSnapshot, message: Message): Notice | undefined => {
	const { at: createdAt, type } = message;
	if (!isNotified(message, order)) return undefined;
	const { amounts, customerId, id: orderId, number, reason, status } = order;
	const when = order.for == null ? undefined : { when: whenText(order.for, createdAt, config.timeZone) };
	const facts = { number, amount: amounts.total, reason, ...when };
	return { id: idOf("ntf", message), customerId, orderId, type, status, topic: topicOf(type, order), facts, createdAt };
};

const ofPayment = (
	topic: "payment.declined" | "payment.refunded",
	{ customerId, orderId, status }: PaymentSnapshot,
	amount: number,
	message: Message,
): Notice => ({
	id: idOf("ntf", message),
	customerId,
	orderId,
	type: message.type,
	status,
	topic,
	facts: { number: null, amount, reason: null },
	createdAt: message.at,
});

export const ofRefund = (payment: PaymentSnapshot, message: Message): Notice =>
	ofPayment("payment.refunded", payment, payment.refunded, message);

/** Only for a decline found out later: a customer whose own request was declined has had the answer. */
export const ofDecline = (payment: PaymentSnapshot, message: Message): Notice | undefined =>
	message.request === undefined && !message.republished ? ofPayment("payment.declined", payment, payment.amount, message) : undefined;

/** Notifies the rider who comes for the goods. Robots (take 0) are not notified. */
export const ofPickup = ({ number, orderId, riderId, status, take }: DeliverySnapshot, message: Message): Notice | undefined => {
	if (riderId === null || status !== "accepted" || take === 0) return undefined;
	const facts = { number, amount: 0, reason: null };
	const { at: createdAt, type } = message;
	return { id: idOf("ntf", message), customerId: riderId, orderId, type, status, topic: "delivery.ready", facts, createdAt };
};
