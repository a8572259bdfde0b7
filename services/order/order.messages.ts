import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { Subscriptions } from "../../lib/actor/actor.ts";
import type { OrderCommand } from "./order.ts";

const paid = ({ orderId, status }: PaymentSnapshot): [string, OrderCommand] => [orderId, { type: "payment", status }];

/** What the others say, and what it means to the order. */
export const orderSubscriptions: Subscriptions<OrderCommand> = {
	"payment.approved": paid,
	"payment.declined": paid,
	"payment.unknown": paid,
	"payment.expired": paid,
	"payment.collected": paid,
	"payment.refunded": paid,
	"payment.voided": paid,
	"store.received": ({ orderId, answerBy, readyAt }) => [orderId, { type: "submit", answerBy, readyAt }],
	"store.accepted": ({ orderId, auto, readyAt }) => [orderId, { type: "accept", auto, readyAt }],
	"store.rejected": ({ orderId, reason }) => [orderId, { type: "reject", reason: reason ?? "" }],
	"store.unanswered": ({ orderId }) => [orderId, { type: "giveUp" }],
	"store.collected": ({ orderId }) => [orderId, { type: "collect" }],
	"store.uncollected": ({ orderId }) => [orderId, { type: "leave" }],
	"brew.started": ({ orderId, status }) => [orderId, { type: status === "brewed" ? "finishBrewing" : "startBrewing" }],
	"brew.completed": ({ orderId }) => [orderId, { type: "finishBrewing" }],
	"brew.out_of_stock": ({ orderId }) => [orderId, { type: "runOut" }],
	"brew.cancelled": ({ orderId }) => [orderId, { type: "makerCancelled" }],
	"delivery.assigned": ({ orderId, riderId }) => [orderId, { type: "ride", riderId }],
	"delivery.accepted": ({ orderId, riderId }) => [orderId, { type: "ride", riderId }],
	"delivery.search_restarted": ({ orderId }) => [orderId, { type: "ride", riderId: null }],
	"delivery.departed": ({ orderId, riderId, eta }) => [orderId, { type: "depart", riderId, deliveredBy: eta }],
	"delivery.delivered": ({ orderId }) => [orderId, { type: "deliver" }],
	"delivery.failed": ({ orderId }) => [orderId, { type: "fail" }],
	"delivery.cancelled": ({ orderId }) => [orderId, { type: "makerCancelled" }],
};
