import { PaymentStatus, PaymentTiming } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, orderId, text, time } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

export const PaymentMethod = oneOf("card", "transfer", "pay");
export type PaymentMethod = Static<typeof PaymentMethod>;

/** All fields except times, which messages and the API format differently. */
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
		summary: "Pays an order; paying it again has no effect",
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
		summary: "Returns an order's payment",
		route: "GET /v1/orders/:orderId/payment",
		guard: ["customer", "staff", "operator"],
		input: Type.Object({ orderId }),
		output: Payment,
	},
	notice: {
		summary: "Receives signed webhooks of the payment provider",
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
	payment_unknown: problem(409, "이전 결제 결과를 확인하는 중입니다.", "The result of the last payment attempt is being checked."),
	payment_approved: problem(409, "이미 결제된 주문입니다.", "The order is already paid."),
	payment_expired: problem(409, "결제 가능 시간이 지났습니다.", "The payment deadline has passed."),
	payment_voided: problem(409, "결제가 취소된 주문입니다.", "The payment was voided."),
	payment_refunded: problem(409, "이미 환불된 결제입니다.", "The payment was refunded."),
	payment_collected: problem(409, "수령 시 결제가 완료된 주문입니다.", "The payment was collected on receipt."),
	payment_on_receipt: problem(409, "수령 시 결제하는 주문입니다.", "The order is paid on receipt."),
	payment_provider_unavailable: problem(
		503,
		"결제 대행사가 응답하지 않습니다. 결제된 금액은 없습니다.",
		"The payment provider is unavailable. Nothing was charged.",
	),
};
