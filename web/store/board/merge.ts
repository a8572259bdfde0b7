import type { Order } from "../../../contracts/order.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { placeOf, type Status } from "./board.ts";

/** Later steps of an order's life come later here, and no step is ever taken back. */
const LIFE: readonly Status[] = [
	"submitted",
	"accepted",
	"preparing",
	"ready",
	"in_transit",
	"completed",
	"cancelled",
	"rejected",
	"unanswered",
	"uncollected",
];
const BREWING: readonly NonNullable<StoreOrder["brew"]>["status"][] = ["received", "brewing", "brewed", "cancelled", "out_of_stock"];

const furtherBrew = (one: StoreOrder["brew"], other: StoreOrder["brew"]): StoreOrder["brew"] => {
	if (!one || !other) return one ?? other;
	return BREWING.indexOf(one.status) > BREWING.indexOf(other.status) ? one : other;
};

/** An answer and a message may be ahead of a list that was asked for before: what has begun never un-begins. */
export const merge = (known: StoreOrder | undefined, heard: StoreOrder): StoreOrder => {
	if (!known) return heard;
	const isBehind = LIFE.indexOf(heard.status) < LIFE.indexOf(known.status);
	return {
		...heard,
		brew: furtherBrew(known.brew, heard.brew),
		...(isBehind ? { status: known.status, reason: known.reason, updatedAt: known.updatedAt } : undefined),
	};
};

const isKnown = (status: string): status is Status => (LIFE as readonly string[]).includes(status);

/** What the order itself has said. The store's own endings say more. */
export const follow = (known: StoreOrder, { reason, status, updatedAt }: Pick<Order, "reason" | "status" | "updatedAt">): StoreOrder => {
	if (!isKnown(status) || LIFE.indexOf(status) <= LIFE.indexOf(known.status)) return known;
	return { ...known, status, reason, updatedAt };
};

export const isOpen = (order: StoreOrder): boolean => {
	const place = placeOf(order);
	return place !== "done" && place !== "gone";
};

const ENDED_KEPT = 100;

/** A board is open for weeks: of what has ended the newest are enough, and what nobody has seen. */
export const withoutOld = (orders: ReadonlyMap<string, StoreOrder>, unseen: object): ReadonlyMap<string, StoreOrder> => {
	const ended = [...orders.values()].filter((order) => !isOpen(order) && !(order.id in unseen));
	if (ended.length <= ENDED_KEPT) return orders;
	const old = ended.sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1)).slice(ENDED_KEPT);
	const ids = new Set(old.map(({ id }) => id));
	return new Map([...orders].filter(([id]) => !ids.has(id)));
};
