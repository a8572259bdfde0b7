import type { Order } from "../../../contracts/order.ts";
import type { Payment } from "../../../contracts/payment.ts";

/** The fields needed to pay, which an order and an order of my page share. */
export type PayableOrder = Pick<Order, "id" | "storeId" | "kind" | "status" | "payBy"> & {
	amounts: { total: number };
	payment: Pick<Order["payment"], "timing" | "status">;
};

export type PayState =
	/** The payment is not loaded yet. */
	| "loading"
	| "payable"
	| "declined"
	/** May be charged already, so a second payment is not offered. */
	| "unknown"
	| "paid"
	/** The deadline has passed. */
	| "expired"
	| "none";

const STATES: Record<Payment["status"], PayState> = {
	due: "payable",
	declined: "declined",
	unknown: "unknown",
	approved: "paid",
	collected: "paid",
	expired: "expired",
	voided: "none",
	refunded: "none",
};

/** What the panel shows. The payment is ahead of its order. */
export const payState = (order: PayableOrder, payment: Pick<Payment, "status"> | undefined, at: number): PayState => {
	if (order.payment.timing === "on_receipt" || order.status !== "placed") return "none";
	if (!payment) return "loading";
	const state = STATES[payment.status];
	const isTooLate = order.payBy !== null && Date.parse(order.payBy) <= at;
	return isTooLate && (state === "payable" || state === "declined") ? "expired" : state;
};

export const canPay = (state: PayState): boolean => state === "payable" || state === "declined";
