import { PaymentStatus, PaymentTiming } from "./common.ts";
import { messages } from "./contract.ts";
import { nullable, time } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

/** A payment in its messages. */
export const PaymentSnapshot = Type.Object({
	orderId: Type.String(),
	storeId: Type.String(),
	customerId: Type.String(),
	timing: PaymentTiming,
	status: PaymentStatus,
	amount: Type.Integer(),
	refunded: Type.Integer(),
	method: nullable(Type.String()),
	attempts: Type.Integer(),
	updatedAt: time,
});
export type PaymentSnapshot = Static<typeof PaymentSnapshot>;

export const paymentMessages = messages("payment", PaymentSnapshot, [
	"due",
	"approved",
	"declined",
	"unknown",
	"expired",
	"collected",
	"refunded",
	"voided",
]);
export type PaymentMessage = keyof typeof paymentMessages;

export const paymentProblems = {
	payment_unknown: problem(409, "앞선 결제의 결과를 확인하고 있습니다.", "The last attempt to pay is still being looked up."),
	payment_approved: problem(409, "이미 결제된 주문입니다.", "The order is paid."),
	payment_expired: problem(409, "결제 시간이 지났습니다.", "The time to pay is over."),
	payment_voided: problem(409, "결제가 취소된 주문입니다.", "The payment was voided."),
	payment_refunded: problem(409, "이미 환불된 결제입니다.", "The payment was refunded."),
	payment_collected: problem(409, "이미 받은 결제입니다.", "The payment was collected."),
	payment_on_receipt: problem(409, "받을 때 결제하는 주문입니다.", "The order is paid on receipt."),
	payment_provider_unavailable: problem(
		503,
		"결제 대행사가 응답하지 않습니다. 청구된 금액은 없습니다.",
		"The payment provider is away; nothing was charged.",
	),
};
