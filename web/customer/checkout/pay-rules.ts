import type { Order } from "../../../contracts/order.ts";
import type { Payment } from "../../../contracts/payment.ts";

/** What there is to be paid, in the fields that an order and an order of my page share. */
export type ToPay = Pick<Order, "id" | "storeId" | "kind" | "status" | "payBy"> & {
	amounts: { total: number };
	payment: Pick<Order["payment"], "timing" | "status">;
};

export type PayState =
	/** Not known yet whether it was paid. */
	| "asking"
	| "payable"
	| "declined"
	/** Charged or not, nobody knows: a second payment could be one too many. */
	| "unknown"
	| "paid"
	/** The time to pay is over. */
	| "over"
	| "nothing";

const STATES: Record<Payment["status"], PayState> = {
	due: "payable",
	declined: "declined",
	unknown: "unknown",
	approved: "paid",
	collected: "paid",
	expired: "over",
	voided: "nothing",
	refunded: "nothing",
};

/** What the panel shows. The payment itself knows before its order does. */
export const payState = (order: ToPay, payment: Pick<Payment, "status"> | undefined, at: number): PayState => {
	if (order.payment.timing === "on_receipt" || order.status !== "placed") return "nothing";
	if (!payment) return "asking";
	const state = STATES[payment.status];
	const isTooLate = order.payBy !== null && Date.parse(order.payBy) <= at;
	return isTooLate && (state === "payable" || state === "declined") ? "over" : state;
};

export const canPay = (state: PayState): boolean => state === "payable" || state === "declined";
