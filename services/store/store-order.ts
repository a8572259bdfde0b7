import type { OrderSnapshot } from "../../contracts/order.ts";
import type { StoreOrderMessage, StoreOrderSnapshot, StoreOrderStatus } from "../../contracts/store-order.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { entersQueueAt } from "../../lib/domain/hours/schedule.ts";
import { CollectedByRider, NotAwaitingAnswer, NotReadyForCollection } from "./store.errors.ts";

type Decided = Decision<StoreOrder, StoreOrderMessage>;

/** The store's copy of an order, for its board and its own decisions. */
export interface StoreOrder extends StoreOrderSnapshot {
	order: Pick<
		OrderSnapshot,
		"number" | "kind" | "fulfilment" | "lines" | "parcel" | "destination" | "amounts" | "payment" | "level" | "note" | "createdAt" | "for"
	>;
	/** When an order that nobody collects is cancelled. */
	collectBy: number | null;
	/** What the store's pace is measured by. Orders of earlier versions do not have these. */
	acceptedAt?: number | null;
	startedAt?: number;
	madeAt?: number;
}

/** A store's settings and queue when an order arrives. */
export interface StoreFacts {
	accept: boolean;
	auto: StoreOrder["auto"];
	readyAt: number | null;
	answerSeconds: number;
}

export type StoreOrderCommand =
	| ({ type: "receive"; order: OrderSnapshot } & StoreFacts)
	| { type: "accept"; auto: StoreOrder["auto"]; readyAt: number | null }
	| { type: "reject"; reason: string }
	| { type: "giveUp" }
	| { type: "collect" }
	| { type: "leave" }
	| { type: "follow"; order: OrderSnapshot; collectSeconds: number };

/** What the store decides: status → command → next status. All other statuses are copied from the order. */
export const TRANSITIONS = {
	submitted: { accept: "accepted", reject: "rejected", giveUp: "unanswered" },
	accepted: {},
	preparing: {},
	ready: { collect: "completed", leave: "uncollected" },
	in_transit: {},
	completed: {},
	cancelled: {},
	rejected: {},
	unanswered: {},
	uncollected: {},
} satisfies Record<StoreOrderStatus, Partial<Record<StoreOrderCommand["type"], StoreOrderStatus>>>;

const EMITS = {
	accept: "store.accepted",
	reject: "store.rejected",
	giveUp: "store.unanswered",
	collect: "store.collected",
	leave: "store.uncollected",
} as const satisfies Partial<Record<StoreOrderCommand["type"], StoreOrderMessage>>;

/** Later messages about the order change nothing. */
const FINAL: StoreOrderStatus[] = ["completed", "cancelled", "rejected", "unanswered", "uncollected"];
export const isFinal = ({ status }: StoreOrder): boolean => FINAL.includes(status);

const copy = (order: OrderSnapshot, at: number): Omit<StoreOrder, "status" | "readyAt" | "auto"> => {
	const {
		number,
		kind,
		fulfilment,
		lines,
		parcel,
		destination,
		amounts,
		payment,
		level,
		note,
		createdAt,
		for: scheduledFor = null,
	} = order;
	return {
		orderId: order.id,
		storeId: order.storeId,
		customerId: order.customerId,
		reason: order.reason,
		answerBy: null,
		collectBy: null,
		acceptedAt: order.acceptedAt,
		updatedAt: at,
		order: { number, kind, fulfilment, lines, parcel, destination, amounts, payment, level, note, createdAt, for: scheduledFor },
	};
};

const receive = ({ accept, answerSeconds, auto, order, readyAt }: StoreOrderCommand & { type: "receive" }, at: number): Decided => {
	const received = { ...copy(order, at), auto, readyAt };
	if (accept) return become({ ...received, status: "accepted", acceptedAt: at }, "store.accepted");
	return become({ ...received, status: "submitted", answerBy: at + answerSeconds * 1000 }, "store.received");
};

const move = (order: StoreOrder, command: keyof typeof EMITS, at: number, change: Partial<StoreOrder> = {}): Decided => {
	const status = next<StoreOrderStatus, StoreOrderCommand["type"]>(TRANSITIONS, order.status, command);
	if (status) return become({ ...order, status, answerBy: null, collectBy: null, updatedAt: at, ...change }, EMITS[command]);
	const Refused = command === "collect" || command === "leave" ? NotReadyForCollection : NotAwaitingAnswer;
	return refuse(new Refused(order.orderId, order.status));
};

/** What the store itself decided comes back only after its storage was restored from a backup. */
const statusOf = ({ reason, status }: OrderSnapshot): StoreOrderStatus | undefined => {
	if (status === "placed" || status === "submitted") return undefined;
	if (status !== "cancelled") return status;
	return reason === "uncollected" ? reason : reason === "store_unanswered" ? "unanswered" : status;
};

/** Until then, a scheduled order is for later. */
export const queuedAt = ({ order, readyAt }: Pick<StoreOrder, "order" | "readyAt">): number | null =>
	order.for == null || readyAt === null ? null : entersQueueAt(readyAt, order.lines);

/** When brewing started and ended. */
const timesOf = ({ kind, status, updatedAt }: OrderSnapshot): Pick<StoreOrder, "startedAt" | "madeAt"> => {
	if (kind !== "goods") return {};
	return status === "preparing" ? { startedAt: updatedAt } : status === "ready" ? { madeAt: updatedAt } : {};
};

/** Copies the order's progress. Its message may overtake `order.submitted` and be the first about this order. */
const follow = (found: StoreOrder | null, { order, collectSeconds }: StoreOrderCommand & { type: "follow" }, at: number): Decided => {
	const { promise, auto } = order;
	const status = statusOf(order);
	if (status === undefined || found?.status === status || (found && isFinal(found))) return ignore;
	const awaitsCollection = status === "ready" && order.fulfilment === "pickup";
	const collectBy = awaitsCollection ? at + collectSeconds * 1000 : null;
	return become({ auto, readyAt: promise.readyAt, ...found, ...copy(order, at), ...timesOf(order), status, collectBy });
};

export const decide = (order: StoreOrder | null, command: StoreOrderCommand, at: number): Decided => {
	if (command.type === "receive") return order ? ignore : receive(command, at);
	if (command.type === "follow") return follow(order, command, at);
	if (!order) return ignore;
	switch (command.type) {
		case "accept":
			return move(order, "accept", at, { auto: command.auto, readyAt: command.readyAt, acceptedAt: at });
		case "reject":
			return move(order, "reject", at, { reason: command.reason });
		case "collect":
			if (order.order.fulfilment === "delivery") return refuse(new CollectedByRider(order.orderId));
			return move(order, "collect", at);
		case "giveUp":
		case "leave":
			return move(order, command.type, at);
	}
};

/** The order must be accepted before it can be collected. A status copied from the order is not repeated to it. */
const republish = ({ order, status }: StoreOrder): StoreOrderMessage[] => {
	switch (status) {
		case "submitted":
			return ["store.received"];
		case "rejected":
			return ["store.rejected"];
		case "unanswered":
			return ["store.unanswered"];
		case "uncollected":
			return ["store.accepted", "store.uncollected"];
		case "completed":
			return order.fulfilment === "pickup" ? ["store.accepted", "store.collected"] : ["store.accepted"];
		case "accepted":
		case "preparing":
		case "ready":
		case "in_transit":
			return ["store.accepted"];
		case "cancelled":
			return [];
	}
};

export const storeOrderRules: RulesFor<StoreOrder, StoreOrderCommand, StoreOrderMessage> = {
	decide,
	republish,
	initialCommand: "receive",
	due: ({ answerBy, collectBy, status }) => {
		if (status === "submitted" && answerBy !== null) return { at: answerBy, command: { type: "giveUp" } };
		if (status === "ready" && collectBy !== null) return { at: collectBy, command: { type: "leave" } };
		return undefined;
	},
};
