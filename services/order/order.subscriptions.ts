import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { Subscriptions } from "../../lib/actor/actor.ts";
import type { OrderCommand } from "./order.ts";

const followPayment = ({ orderId, status }: PaymentSnapshot): [string, OrderCommand] => [orderId, { type: "payment", status }];

/** The command that each message of another service becomes. */
export const orderSubscriptions: Subscriptions<OrderCommand> = {
	"payment.approved": followPayment,
	"payment.declined": followPayment,
	"payment.unknown": followPayment,
	"payment.expired": followPayment,
	"payment.collected": followPayment,
	"payment.refunded": followPayment,
	"payment.voided": followPayment,
	"store.received": ({ orderId, answerBy, readyAt }) => [orderId, { type: "storeReceived", answerBy, readyAt }],
	"store.accepted": ({ orderId, auto, readyAt }) => [orderId, { type: "accept", auto, readyAt }],
	"store.rejected": ({ orderId, reason }) => [orderId, { type: "reject", reason: reason ?? "" }],
	"store.unanswered": ({ orderId }) => [orderId, { type: "giveUp" }],
	"store.collected": ({ orderId }) => [orderId, { type: "collect" }],
	"store.uncollected": ({ orderId }) => [orderId, { type: "leave" }],
	"brew.started": ({ orderId, status }) => [orderId, { type: status === "brewed" ? "finishBrewing" : "startBrewing" }],
	"brew.completed": ({ orderId }) => [orderId, { type: "finishBrewing" }],
	"brew.out_of_stock": ({ orderId }) => [orderId, { type: "runOut" }],
	"brew.cancelled": ({ orderId }) => [orderId, { type: "makerCancelled" }],
	"delivery.assigned": ({ orderId, riderId }) => [orderId, { type: "assignRider", riderId }],
	"delivery.accepted": ({ orderId, riderId }) => [orderId, { type: "assignRider", riderId }],
	"delivery.search_restarted": ({ orderId }) => [orderId, { type: "assignRider", riderId: null }],
	"delivery.departed": ({ orderId, riderId, eta }) => [orderId, { type: "depart", riderId, deliveredBy: eta }],
	"delivery.delivered": ({ orderId, riderId }) => [orderId, { type: "deliver", riderId }],
	"delivery.failed": ({ orderId, riderId }) => [orderId, { type: "fail", riderId }],
	"delivery.cancelled": ({ orderId }) => [orderId, { type: "makerCancelled" }],
};
