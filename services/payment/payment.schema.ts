import type { ProblemCode } from "../../contracts/problems.ts";
import { boolean, integer, named, nullable, object, oneOf, text, time } from "../../lib/schema.ts";
import { paymentStatus, timing } from "../../lib/schema-order.ts";
import { METHODS } from "./payment.ts";

export const payment = named(
	"Payment",
	object({
		orderId: text,
		timing,
		status: paymentStatus,
		amount: integer,
		refunded: integer,
		method: nullable(oneOf(...METHODS)),
		attempts: integer,
		updatedAt: time,
		version: integer,
	}),
);
export const received = object({ received: boolean });

export const notToBePaid = [
	"payment_on_receipt",
	"payment_unknown",
	"payment_expired",
	"payment_refunded",
	"order_cancelled",
	"order_rejected",
	"payment_provider_unavailable",
] as const satisfies ProblemCode[];
