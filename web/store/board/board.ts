import type { Delivery } from "../../../contracts/delivery.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";

export type Status = StoreOrder["status"];
export type Column = "new" | "make" | "shelf";
export const COLUMNS: readonly Column[] = ["new", "make", "shelf"];

/** `later` orders are scheduled and wait for their time; `done` orders leave the board; `gone` ones ended without the store, so the staff must notice them. */
export type Place = Column | "later" | "done" | "gone";

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

/** A parcel needs no preparation by the store, so it goes to the shelf at once. */
export const placeOf = ({ brew, kind, status }: StoreOrder): Place => {
	const place = PLACES[status];
	if (place === "make" && brew?.status === "scheduled") return "later";
	return place === "make" && (kind === "parcel" || brew?.status === "brewed") ? "shelf" : place;
};

export type CommandName =
	| "accept"
	| "reject"
	| "start"
	| "complete"
	| "collect"
	| "takePayment"
	| "assign"
	| "failDelivery"
	| "unlock"
	| "dismiss";

export type Step =
	| "toAnswer"
	| "toStart"
	| "scheduled"
	| "brewing"
	| "toHandOver"
	| "toTakePayment"
	| "findingRider"
	| "awaitingRider"
	| "riderComing"
	| "onItsWay"
	| "settling"
	| "gone";

/** The commands that each step allows, the main one first. */
export const COMMANDS: Record<Step, readonly CommandName[]> = {
	toAnswer: ["accept", "reject"],
	toStart: ["start"],
	scheduled: [],
	brewing: ["complete"],
	toHandOver: ["collect"],
	toTakePayment: ["takePayment"],
	findingRider: ["assign", "failDelivery"],
	awaitingRider: [],
	riderComing: [],
	onItsWay: [],
	settling: [],
	gone: ["dismiss"],
};

/** `start` is sent at once, because it decides whether a cancellation is still possible. Commands that cannot be reverted later can be undone for three seconds. */
export const MODES: Record<CommandName, "immediate" | "undoable" | "dialog" | "local"> = {
	accept: "immediate",
	reject: "dialog",
	start: "immediate",
	complete: "undoable",
	collect: "undoable",
	takePayment: "dialog",
	assign: "dialog",
	failDelivery: "dialog",
	unlock: "immediate",
	dismiss: "local",
};

const RIDER_STEPS: Record<Delivery["status"], Step> = {
	requested: "findingRider",
	assigned: "awaitingRider",
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
	if (place === "later") return "scheduled";
	if (place !== "shelf") return "gone";
	if (order.fulfilment === "delivery") return RIDER_STEPS[order.delivery?.status ?? "delivered"];
	if (order.status !== "ready") return "settling";
	return order.payment.timing === "on_receipt" ? "toTakePayment" : "toHandOver";
};

/** After the last wrong PIN only the store can unlock the delivery. */
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

/** A finished drink gets cold, or warm. */
const SHELF_SOON_MS = 300_000;
const SHELF_LATE_MS = 600_000;

/** How long a finished order has waited to be handed over. Parcels do not suffer. */
export const shelfUrgencyOf = ({ kind, status, updatedAt }: StoreOrder, now: number): Urgency => {
	if (kind === "parcel" || status !== "ready") return "calm";
	const waited = now - Date.parse(updatedAt);
	if (waited >= SHELF_LATE_MS) return "late";
	return waited >= SHELF_SOON_MS ? "soon" : "calm";
};

const NEVER = "9999";
const KEYS: Record<Column, (order: StoreOrder) => string> = {
	new: ({ answerBy }) => answerBy ?? NEVER,
	make: ({ promise }) => promise.readyAt ?? NEVER,
	shelf: ({ promise, status }) => `${status === "in_transit" ? 1 : 0}${promise.readyAt ?? NEVER}`,
};

/** The earliest due first, then the oldest. */
export const sorted = (column: Column, orders: StoreOrder[]): StoreOrder[] => {
	const key = (order: StoreOrder) => `${KEYS[column](order)} ${order.createdAt} ${order.id}`;
	return orders.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
};

export interface Total {
	productId: string;
	name: { ko: string; en: string };
	quantity: number;
}

/** Quantities still to be made, over all orders, the largest first. */
export const totalsOf = (orders: StoreOrder[]): Total[] => {
	const totals = new Map<string, Total>();
	for (const { name, productId, quantity } of orders.filter((order) => placeOf(order) === "make").flatMap(({ lines }) => lines))
		totals.set(productId, { productId, name, quantity: quantity + (totals.get(productId)?.quantity ?? 0) });
	return [...totals.values()].sort((one, other) => other.quantity - one.quantity);
};

const normalize = (number: string): string => number.toUpperCase().replace(/[^A-Z0-9]/g, "");

/** Accepts `A-15`, `a15` and `15`. */
export const findNumber = (orders: StoreOrder[], query: string): StoreOrder | undefined => {
	const normalized = normalize(query);
	if (normalized === "") return undefined;
	return (
		orders.find(({ number }) => normalize(number) === normalized) ?? orders.find(({ number }) => normalize(number).slice(1) === normalized)
	);
};
