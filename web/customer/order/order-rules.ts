import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { OrderStatus } from "../../../contracts/order.ts";
import type { Followed } from "./order-state.ts";

/** How an order gets to its customer. */
export type Way = "pickup" | "delivery" | "parcel";

export const wayOf = ({ fulfilment, kind }: Pick<Followed, "kind" | "fulfilment">): Way => (kind === "parcel" ? "parcel" : fulfilment);

/** Whether a cancel can succeed; while accepted its maker decides. */
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

const makerHasBegun = ({ brew, delivery, kind }: Followed): boolean =>
	kind === "parcel" ? delivery !== null && delivery.status !== "requested" : brew !== null && brew.status !== "received";

export type CancelOffer = "offered" | "held" | "none";

/** `held`: asked for already, and not decided. */
export const cancelOffer = (order: Followed): CancelOffer => {
	const rule = CANCELLABLE[order.status];
	if (rule === false) return "none";
	if (order.cancellation?.status === "held") return "held";
	if (order.cancellation?.status === "granted") return "none";
	if (rule === true) return "offered";
	if (order.cancellation?.status === "refused" && order.kind === "goods") return "none";
	return makerHasBegun(order) ? "none" : "offered";
};

/** What comes next for whoever wanted to cancel, and could not. */
export const afterRefusal = (order: Followed): "making" | "carrying" | "waiting" => {
	if (order.kind === "parcel" || order.status === "in_transit") return "carrying";
	if (order.status !== "ready") return "making";
	return wayOf(order) === "pickup" ? "waiting" : "carrying";
};

export const isOver = ({ status }: Pick<Followed, "status">): boolean => ["completed", "cancelled", "rejected"].includes(status);

const CODES = ["customer", "payment_expired", "store_unanswered", "out_of_stock", "uncollected", "undeliverable"] as const;
export type Ending = (typeof CODES)[number] | "rejected" | "other";

/** Why an order ended without the goods; undefined while it has not. */
export const endingOf = ({ reason, status }: Pick<Followed, "status" | "reason">): Ending | undefined => {
	if (status === "rejected") return "rejected";
	if (status !== "cancelled") return undefined;
	return CODES.find((code) => code === reason) ?? "other";
};

/** `going`: on its way back to the customer. */
export type Money = "back" | "going" | "checking" | "never";

const MONEY: Record<Followed["payment"]["status"], Money> = {
	due: "never",
	declined: "never",
	expired: "never",
	voided: "never",
	unknown: "checking",
	approved: "going",
	collected: "going",
	refunded: "back",
};

/** Where the money is of an order that has ended without the goods. */
export const moneyOf = ({ payment }: Pick<Followed, "payment">): { where: Money; amount: number | undefined } => {
	const where = MONEY[payment.status];
	return { where, amount: where === "back" ? payment.refunded : payment.amount };
};

interface Promised {
	/** When it is expected now. */
	at: number;
	/** Against what was said first; less than none is sooner. */
	lateMs: number;
}

const firstTold = (happened: readonly OrderEvent[], field: "readyAt" | "deliveredBy"): number => {
	const placed = happened.find(({ type }) => type === "order.placed");
	const promise = placed?.data.promise as Followed["promise"] | undefined;
	return Date.parse(promise?.[field] ?? "");
};

const expected = (order: Followed): string | null => {
	if (wayOf(order) !== "pickup") return order.delivery?.eta ?? order.promise.deliveredBy;
	return order.status === "preparing" ? (order.brew?.dueAt ?? order.promise.readyAt) : order.promise.readyAt;
};

/** The moment that the customer waits for: on the shelf, or at the door. */
export const promiseOf = (order: Followed, happened: readonly OrderEvent[], now: number): Promised | undefined => {
	const isThere = isOver(order) || (order.status === "ready" && wayOf(order) === "pickup");
	const told = expected(order);
	if (isThere || told === null) return undefined;
	const at = Math.max(Date.parse(told), now);
	const first = firstTold(happened, wayOf(order) === "pickup" ? "readyAt" : "deliveredBy");
	return { at, lateMs: at - (Number.isNaN(first) ? Date.parse(told) : first) };
};
