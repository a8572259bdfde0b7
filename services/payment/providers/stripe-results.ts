import type { Stripe } from "stripe";
import { type Notice, type ProviderResult, UNKNOWN } from "./provider.ts";

/** Not charged yet, but it could still be confirmed. */
export const isOpen = ({ last_payment_error, status }: Stripe.PaymentIntent): boolean =>
	status === "requires_confirmation" || status === "requires_action" || (status === "requires_payment_method" && !last_payment_error);

/** The outcome of the one charge that a payment intent is for. */
export const resultOf = (intent: Stripe.PaymentIntent): ProviderResult => {
	const { id: reference, last_payment_error, status } = intent;
	if (status === "succeeded") return { outcome: "approved", reference };
	if (status === "canceled") return { outcome: "none", reference };
	if (status === "requires_payment_method" && last_payment_error) return { outcome: "declined", reference };
	return { ...UNKNOWN, reference };
};

const refundResultOf = ({ payment_intent, status }: Stripe.Refund): ProviderResult => {
	const reference = typeof payment_intent === "string" ? payment_intent : (payment_intent?.id ?? null);
	return { outcome: status === "succeeded" ? "refunded" : "unknown", reference };
};

/** Only objects that this service created carry both ids; manual refunds and charges of other systems do not. */
const noticeAbout = ({ metadata }: { metadata: Stripe.Metadata | null }, result: ProviderResult): Notice | undefined => {
	const { attemptId, orderId } = metadata ?? {};
	return attemptId && orderId && result.outcome !== "unknown" ? { attemptId, orderId, ...result } : undefined;
};

/** The result that an event reports about one of our charges, if any. */
export const noticeOf = ({ data, type }: Stripe.Event): Notice | undefined => {
	switch (type) {
		case "payment_intent.succeeded":
		case "payment_intent.payment_failed":
		case "payment_intent.canceled":
			return noticeAbout(data.object, resultOf(data.object));
		case "refund.created":
		case "refund.updated":
			return noticeAbout(data.object, refundResultOf(data.object));
		default:
			return undefined;
	}
};
