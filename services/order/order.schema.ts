import type { ProblemCode } from "../../contracts/problems.ts";
import { pageOf } from "../../lib/schema.ts";
import { cancellation, order } from "../../lib/schema-order.ts";

export { cancellation, order };
export const orders = pageOf(order);

export const notToBePlaced = [
	"unknown_store",
	"unknown_product",
	"unknown_quote",
	"quote_expired",
	"quote_mismatch",
	"store_closed",
	"order_exists",
	"overloaded",
] as const satisfies ProblemCode[];

export const notToBeCancelled = [
	"brewing_started",
	"rider_assigned",
	"order_completed",
	"order_cancelled",
	"order_rejected",
] as const satisfies ProblemCode[];

export const notToBeTakenBack = [
	"already_refunded",
	"order_placed",
	"order_submitted",
	"order_accepted",
	"order_preparing",
	"order_ready",
	"order_in_transit",
	"order_cancelled",
	"order_rejected",
] as const satisfies ProblemCode[];
