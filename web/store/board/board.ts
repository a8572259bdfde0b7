import type { Delivery } from "../../../contracts/delivery.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";

export type Status = StoreOrder["status"];
export type Column = "new" | "make" | "shelf";
export const COLUMNS: readonly Column[] = ["new", "make", "shelf"];

/** `done` as it should, or `gone`: of that somebody has to know. */
export type Place = Column | "done" | "gone";

const PLACES: Record<Status, Place> = {
	submitted: "new",
	accepted: "make",
	preparing: "make",
	ready: "shelf",
	in_transit: "shelf",
	completed: "done",
	rejected: "done",
	cancelled: "gone",
	unanswered: "gone",
	uncollected: "gone",
};

/** The store itself makes no parcel. */
export const placeOf = ({ brew, kind, status }: StoreOrder): Place => {
	const place = PLACES[status];
	return place === "make" && (kind === "parcel" || brew?.status === "brewed") ? "shelf" : place;
};

export type CommandName = "accept" | "reject" | "start" | "complete" | "collect" | "takeMoney" | "assign" | "giveUp" | "unlock" | "see";

export type Step =
	| "toAnswer"
	| "toStart"
	| "brewing"
	| "toHandOver"
	| "toTakeMoney"
	| "riderSought"
	| "riderAsked"
	| "riderComing"
	| "onItsWay"
	| "settling"
	| "gone";

/** What can be done with an order: the main command, and what else. */
export const COMMANDS: Record<Step, readonly CommandName[]> = {
	toAnswer: ["accept", "reject"],
	toStart: ["start"],
	brewing: ["complete"],
	toHandOver: ["collect"],
	toTakeMoney: ["takeMoney"],
	riderSought: ["assign", "giveUp"],
	riderAsked: [],
	riderComing: [],
	onItsWay: [],
	settling: [],
	gone: ["see"],
};

/** `start` decides cancels, so it goes at once; what cannot be taken back otherwise can be for three seconds. */
export const WAYS: Record<CommandName, "now" | "undoable" | "asks" | "here"> = {
	accept: "now",
	reject: "asks",
	start: "now",
	complete: "undoable",
	collect: "undoable",
	takeMoney: "asks",
	assign: "asks",
	giveUp: "asks",
	unlock: "now",
	see: "here",
};

const RIDER_STEPS: Record<Delivery["status"], Step> = {
	requested: "riderSought",
	assigned: "riderAsked",
	accepted: "riderComing",
	in_transit: "onItsWay",
	delivered: "settling",
	cancelled: "settling",
	failed: "settling",
};

export const stepOf = (order: StoreOrder): Step => {
	const place = placeOf(order);
	if (place === "new") return "toAnswer";
	if (place === "make") return order.status === "preparing" || order.brew?.status === "brewing" ? "brewing" : "toStart";
	if (place !== "shelf") return "gone";
	if (order.fulfilment === "delivery") return RIDER_STEPS[order.delivery?.status ?? "delivered"];
	if (order.status !== "ready") return "settling";
	return order.payment.timing === "on_receipt" ? "toTakeMoney" : "toHandOver";
};

/** A rider who has had all tries at the PIN waits for the store. */
export const commandsOf = (order: StoreOrder, triesLeft?: number): readonly CommandName[] => {
	const step = stepOf(order);
	return step === "onItsWay" && triesLeft === 0 ? ["unlock"] : COMMANDS[step];
};

export type Urgency = "calm" | "soon" | "late";

const SOON_MS = 120_000;

export const urgencyOf = (at: string | null, now: number): Urgency => {
	if (at === null) return "calm";
	const left = Date.parse(at) - now;
	if (left < 0) return "late";
	return left <= SOON_MS ? "soon" : "calm";
};

const NEVER = "9999";
const KEYS: Record<Column, (order: StoreOrder) => string> = {
	new: ({ answerBy }) => answerBy ?? NEVER,
	make: ({ promise }) => promise.readyAt ?? NEVER,
	shelf: ({ promise, status }) => `${status === "in_transit" ? 1 : 0}${promise.readyAt ?? NEVER}`,
};

/** What is due first stands first; of two the older. */
export const sorted = (column: Column, orders: StoreOrder[]): StoreOrder[] => {
	const key = (order: StoreOrder) => `${KEYS[column](order)} ${order.createdAt} ${order.id}`;
	return orders.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
};

export interface Total {
	productId: string;
	name: { ko: string; en: string };
	quantity: number;
}

/** What is to be made now, all orders together, most first. */
export const totalsOf = (orders: StoreOrder[]): Total[] => {
	const totals = new Map<string, Total>();
	for (const { name, productId, quantity } of orders.filter((order) => placeOf(order) === "make").flatMap(({ lines }) => lines))
		totals.set(productId, { productId, name, quantity: quantity + (totals.get(productId)?.quantity ?? 0) });
	return [...totals.values()].sort((one, other) => other.quantity - one.quantity);
};

const bare = (number: string): string => number.toUpperCase().replace(/[^A-Z0-9]/g, "");

/** By what is called out: `A-15`, `a15`, or `15`. */
export const findNumber = (orders: StoreOrder[], wanted: string): StoreOrder | undefined => {
	const sought = bare(wanted);
	if (sought === "") return undefined;
	return orders.find(({ number }) => bare(number) === sought) ?? orders.find(({ number }) => bare(number).slice(1) === sought);
};
