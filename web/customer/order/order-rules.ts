import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { OrderStatus } from "../../../contracts/order.ts";
import type { TrackedOrder } from "./order-state.ts";

/** How the customer receives an order. */
export type Handover = "pickup" | "delivery" | "parcel";

export const handoverOf = ({ fulfilment, kind }: Pick<TrackedOrder, "kind" | "fulfilment">): Handover =>
	kind === "parcel" ? "parcel" : fulfilment;

/** Whether a cancellation can succeed. `maker`: the brew ticket or the delivery decides. */
const CANCELLABLE: Record<OrderStatus, boolean | "maker"> = {
	placed: true,
	submitted: true,
	accepted: "maker",
	preparing: false,
	ready: false,
	in_transit: false,
	completed: false,
	cancelled: false,
	rejected: false,
};

const makerHasStarted = ({ brew, delivery, kind }: TrackedOrder): boolean =>
	kind === "parcel"
		? delivery !== null && delivery.status !== "requested"
		: brew !== null && brew.status !== "scheduled" && brew.status !== "received";

export type CancelOffer = "offered" | "held" | "none";

/** `held`: requested but not decided yet. */
export const cancelOffer = (order: TrackedOrder): CancelOffer => {
	const rule = CANCELLABLE[order.status];
	if (rule === false) return "none";
	if (order.cancellation?.status === "held") return "held";
	if (order.cancellation?.status === "granted") return "none";
	if (rule === true) return "offered";
	if (order.cancellation?.status === "refused" && order.kind === "goods") return "none";
	return makerHasStarted(order) ? "none" : "offered";
};

/** What the customer can expect after a refused cancellation. */
export const afterRefusal = (order: TrackedOrder): "preparing" | "delivering" | "pickup" => {
	if (order.kind === "parcel" || order.status === "in_transit") return "delivering";
	if (order.status !== "ready") return "preparing";
	return handoverOf(order) === "pickup" ? "pickup" : "delivering";
};

export const isOver = ({ status }: Pick<TrackedOrder, "status">): boolean => ["completed", "cancelled", "rejected"].includes(status);

const CODES = ["customer", "payment_expired", "store_unanswered", "store_closed", "out_of_stock", "uncollected", "undeliverable"] as const;
export type Ending = (typeof CODES)[number] | "rejected" | "other";

/** Why an order ended unfulfilled; undefined for any other order. */
export const endingOf = ({ reason, status }: Pick<TrackedOrder, "status" | "reason">): Ending | undefined => {
	if (status === "rejected") return "rejected";
	if (status !== "cancelled") return undefined;
	return CODES.find((code) => code === reason) ?? "other";
};

export type RefundState = "refunded" | "refunding" | "checking" | "not_charged";

const REFUND_STATES: Record<TrackedOrder["payment"]["status"], RefundState> = {
	due: "not_charged",
	declined: "not_charged",
	expired: "not_charged",
	voided: "not_charged",
	unknown: "checking",
	approved: "refunding",
	collected: "refunding",
	refunded: "refunded",
};

/** The refund of an order that ended unfulfilled. */
export const refundOf = ({ payment }: Pick<TrackedOrder, "payment">): { state: RefundState; amount: number | undefined } => {
	const state = REFUND_STATES[payment.status];
	return { state, amount: state === "refunded" ? payment.refunded : payment.amount };
};

interface Estimate {
	/** The current estimate, in milliseconds. */
	at: number;
	/** Difference from the first promise; negative if earlier. */
	lateMs: number;
}

const firstPromised = (events: readonly OrderEvent[], field: "readyAt" | "deliveredBy"): number => {
	const placed = events.find(({ type }) => type === "order.placed");
	const promise = placed?.data.promise as TrackedOrder["promise"] | undefined;
	return Date.parse(promise?.[field] ?? "");
};

const expected = (order: TrackedOrder): string | null => {
	if (handoverOf(order) !== "pickup") return order.delivery?.eta ?? order.promise.deliveredBy;
	return order.status === "preparing" ? (order.brew?.dueAt ?? order.promise.readyAt) : order.promise.readyAt;
};

/** When the order will be ready for pickup, or delivered. */
export const estimateOf = (order: TrackedOrder, events: readonly OrderEvent[], now: number): Estimate | undefined => {
	const isDone = isOver(order) || (order.status === "ready" && handoverOf(order) === "pickup");
	const current = expected(order);
	if (isDone || current === null) return undefined;
	const at = Math.max(Date.parse(current), now);
	const first = firstPromised(events, handoverOf(order) === "pickup" ? "readyAt" : "deliveredBy");
	return { at, lateMs: at - (Number.isNaN(first) ? Date.parse(current) : first) };
};
