import { PaymentStatus, PaymentTiming } from "./common.ts";
import { actions, messages } from "./contract.ts";
import { isoTime, named, nullable, oneOf, orderId, text, time } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

export const PaymentMethod = oneOf("card", "transfer", "pay");
export type PaymentMethod = Static<typeof PaymentMethod>;

/** Everything but the time, which messages and the API write differently. */
const paymentFields = {
	orderId: Type.String(),
	timing: PaymentTiming,
	status: PaymentStatus,
	amount: Type.Integer(),
	refunded: Type.Integer(),
	method: nullable(PaymentMethod),
	attempts: Type.Integer(),
};

/** A payment in its messages. */
export const PaymentSnapshot = Type.Object({
	...paymentFields,
	storeId: Type.String(),
	customerId: Type.String(),
	updatedAt: time,
});
export type PaymentSnapshot = Static<typeof PaymentSnapshot>;

/** A payment in the API. */
export const Payment = named("Payment", { ...paymentFields, updatedAt: isoTime, version: Type.Integer() });
export type Payment = Static<typeof Payment>;

export const payment = actions("payment", {
	pay: {
		summary: "Pays an order; one that is paid already stays as it is",
		route: "POST /v1/orders/:orderId/payment",
		mayBeOpen: true,
		guard: ["customer"],
		input: Type.Object({ orderId, method: PaymentMethod, token: text(500) }),
		output: Payment,
		refuses: [
			"payment_on_receipt",
			"payment_unknown",
			"payment_expired",
			"payment_refunded",
			"order_cancelled",
			"order_rejected",
			"payment_provider_unavailable",
		],
	},
	get: {
		summary: "Shows an order's payment",
		route: "GET /v1/orders/:orderId/payment",
		guard: ["customer", "staff", "operator"],
		input: Type.Object({ orderId }),
		output: Payment,
	},
	notice: {
		summary: "Takes the payment provider's word on an attempt, signed by it",
		route: "POST /v1/payments/stripe/webhook",
		signedBy: "stripe-signature",
		guard: "anyone",
		input: Type.Object({ body: Type.String(), signature: Type.String() }),
		output: Type.Object({ received: Type.Boolean() }),
		refuses: ["bad_signature", "not_found"],
	},
});

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
