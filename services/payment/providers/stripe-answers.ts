import type { Stripe } from "stripe";
import { type Answered, type Notice, UNKNOWN } from "./provider.ts";

/** Nothing has been charged, but a confirmation could still come. */
export const isOpen = ({ last_payment_error, status }: Stripe.PaymentIntent): boolean =>
	status === "requires_confirmation" || status === "requires_action" || (status === "requires_payment_method" && !last_payment_error);

/** What a payment intent says of the one charge that it is for. */
export const answerOf = (intent: Stripe.PaymentIntent): Answered => {
	const { id: reference, last_payment_error, status } = intent;
	if (status === "succeeded") return { answer: "approved", reference };
	if (status === "canceled") return { answer: "none", reference };
	if (status === "requires_payment_method" && last_payment_error) return { answer: "declined", reference };
	return { ...UNKNOWN, reference };
};

const refundedBy = ({ payment_intent, status }: Stripe.Refund): Answered => {
	const reference = typeof payment_intent === "string" ? payment_intent : (payment_intent?.id ?? null);
	return { answer: status === "succeeded" ? "refunded" : "unknown", reference };
};

/** Only what we have made carries both ids: a refund by hand, or another system's charge, is none of ours. */
const about = ({ metadata }: { metadata: Stripe.Metadata | null }, answered: Answered): Notice | undefined => {
	const { attemptId, orderId } = metadata ?? {};
	return attemptId && orderId && answered.answer !== "unknown" ? { attemptId, orderId, ...answered } : undefined;
};

/** What an event says of a charge of ours, if anything. */
export const noticeOf = ({ data, type }: Stripe.Event): Notice | undefined => {
	switch (type) {
		case "payment_intent.succeeded":
		case "payment_intent.payment_failed":
		case "payment_intent.canceled":
			return about(data.object, answerOf(data.object));
		case "refund.created":
		case "refund.updated":
			return about(data.object, refundedBy(data.object));
		default:
			return undefined;
	}
};
