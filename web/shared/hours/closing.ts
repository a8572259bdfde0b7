import type { StoreOrder } from "../../../contracts/store-order.ts";

/** How many open orders of a store closing concerns, and how. */
export interface Consequences {
	/** The store must still accept or reject them. */
	unanswered: number;
	/** They are made and handed over as usual. */
	running: number;
	/** Scheduled orders, which are kept. */
	kept: number;
	/** Scheduled orders for a time at which the store is closed: they are cancelled. */
	lost: number;
}

const preparationMs = ({ lines }: StoreOrder): number =>
	lines.reduce((sum, { prepSeconds, quantity }) => sum + prepSeconds * quantity, 0) * 1_000;

/** The store must be open from the moment in which a scheduled order is made. */
const beginsAt = (order: StoreOrder): number => Date.parse(order.promise.readyAt ?? order.for ?? "") - preparationMs(order);

/** `until` is undefined while nobody knows when the store opens again; that ends no scheduled order. */
export const consequencesOf = (orders: StoreOrder[], until: number | undefined): Consequences => {
	const found = { unanswered: 0, running: 0, kept: 0, lost: 0 };
	for (const order of orders)
		if (order.for && ["submitted", "accepted"].includes(order.status))
			found[until !== undefined && beginsAt(order) < until ? "lost" : "kept"]++;
		else found[order.status === "submitted" ? "unanswered" : "running"]++;
	return found;
};

export type Length = "open" | "30" | "60" | "at";
export const LENGTHS: readonly Length[] = ["open", "30", "60", "at"];

/** The field for the time has no time zone: its time is in the stores' zone. */
const SEOUL = "+09:00";
const MINUTE = 60_000;

/** When the store opens again by itself; NaN while the time is incomplete. */
export const closedUntil = (length: Length, at: string, now: number): number | undefined => {
	if (length === "open") return undefined;
	return length === "at" ? Date.parse(`${at}${SEOUL}`) : now + Number(length) * MINUTE;
};
