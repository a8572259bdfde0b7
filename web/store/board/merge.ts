import type { Order } from "../../../contracts/order.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { placeOf, type Status } from "./board.ts";

/** In the order of an order's life: a status never moves back. */
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
const BREWING: readonly NonNullable<StoreOrder["brew"]>["status"][] = [
	"scheduled",
	"received",
	"brewing",
	"brewed",
	"cancelled",
	"out_of_stock",
];

const laterBrew = (one: StoreOrder["brew"], other: StoreOrder["brew"]): StoreOrder["brew"] => {
	if (!one || !other) return one ?? other;
	return BREWING.indexOf(one.status) > BREWING.indexOf(other.status) ? one : other;
};

/** Keeps the later status: a response or an event may be newer than a list that was requested before it. */
export const merge = (known: StoreOrder | undefined, incoming: StoreOrder): StoreOrder => {
	if (!known) return incoming;
	const isBehind = LIFE.indexOf(incoming.status) < LIFE.indexOf(known.status);
	return {
		...incoming,
		brew: laterBrew(known.brew, incoming.brew),
		...(isBehind ? { status: known.status, reason: known.reason, updatedAt: known.updatedAt } : undefined),
	};
};

const isStoreStatus = (status: string): status is Status => (LIFE as readonly string[]).includes(status);

/** Applies an order event. The store's own final statuses (`unanswered`, `uncollected`) stay, because they are more specific. */
export const applyEvent = (
	known: StoreOrder,
	{ reason, status, updatedAt }: Pick<Order, "reason" | "status" | "updatedAt">,
): StoreOrder => {
	if (!isStoreStatus(status) || LIFE.indexOf(status) <= LIFE.indexOf(known.status)) return known;
	return { ...known, status, reason, updatedAt };
};

export const isOpen = (order: StoreOrder): boolean => {
	const place = placeOf(order);
	return place !== "done" && place !== "gone";
};

const MAX_ENDED = 100;

/** Bounds memory, since a board stays open for weeks: keeps the newest ended orders and all in `protectedIds`. */
export const dropOldOrders = (orders: ReadonlyMap<string, StoreOrder>, protectedIds: object): ReadonlyMap<string, StoreOrder> => {
	const ended = [...orders.values()].filter((order) => !isOpen(order) && !(order.id in protectedIds));
	if (ended.length <= MAX_ENDED) return orders;
	const old = ended.sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1)).slice(MAX_ENDED);
	const ids = new Set(old.map(({ id }) => id));
	return new Map([...orders].filter(([id]) => !ids.has(id)));
};
