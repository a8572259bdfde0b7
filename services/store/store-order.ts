import type { OrderSnapshot, StoreOrderSnapshot } from "../../lib/catalogue.ts";
import { become, type Decision, ignore, next, type Rules, refuse } from "../../lib/rules.ts";
import { IsDelivered, NotBeforeTheStore, NotOnTheShelf } from "./store.errors.ts";

export type StoreOrderStatus = StoreOrderSnapshot["status"];

/** The store's copy of an order: what the board shows, and the store's own decisions. */
export interface StoreOrder extends StoreOrderSnapshot {
	order: Pick<
		OrderSnapshot,
		"number" | "kind" | "fulfilment" | "lines" | "parcel" | "destination" | "amounts" | "payment" | "level" | "note" | "createdAt"
	>;
	/** When an unclaimed cup is given up. */
	collectBy: number | null;
}

/** How the store stands when an order comes before it. */
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

/** What the store itself decides: status → command → next status. All else follows the order. */
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

const SAYS = {
	accept: "store.accepted",
	reject: "store.rejected",
	giveUp: "store.unanswered",
	collect: "store.collected",
	leave: "store.uncollected",
} as const;

/** Its own endings stand, whatever is heard of the order afterwards. */
const ENDED: StoreOrderStatus[] = ["completed", "cancelled", "rejected", "unanswered", "uncollected"];

const copy = (order: OrderSnapshot, at: number): Omit<StoreOrder, "status" | "readyAt" | "auto"> => {
	const { number, kind, fulfilment, lines, parcel, destination, amounts, payment, level, note, createdAt } = order;
	return {
		orderId: order.id,
		storeId: order.storeId,
		customerId: order.customerId,
		reason: order.reason,
		answerBy: null,
		collectBy: null,
		updatedAt: at,
		order: { number, kind, fulfilment, lines, parcel, destination, amounts, payment, level, note, createdAt },
	};
};

const receive = (
	{ accept, answerSeconds, auto, order, readyAt }: StoreOrderCommand & { type: "receive" },
	at: number,
): Decision<StoreOrder> => {
	const received = { ...copy(order, at), auto, readyAt };
	if (accept) return become({ ...received, status: "accepted" }, "store.accepted");
	return become({ ...received, status: "submitted", answerBy: at + answerSeconds * 1000 }, "store.received");
};

const move = (order: StoreOrder, command: keyof typeof SAYS, at: number, change: Partial<StoreOrder> = {}): Decision<StoreOrder> => {
	const status = next<StoreOrderStatus>(TRANSITIONS, order.status, command);
	if (status) return become({ ...order, status, answerBy: null, collectBy: null, updatedAt: at, ...change }, SAYS[command]);
	const Refused = command === "collect" || command === "leave" ? NotOnTheShelf : NotBeforeTheStore;
	return refuse(new Refused(order.orderId, order.status));
};

/** The order has moved on; it may even be the first that is heard of it. */
const follow = (
	found: StoreOrder | null,
	{ order, collectSeconds }: StoreOrderCommand & { type: "follow" },
	at: number,
): Decision<StoreOrder> => {
	const { promise, auto, status } = order;
	if (status === "placed" || status === "submitted" || (found && ENDED.includes(found.status))) return ignore;
	const waitsOnTheShelf = status === "ready" && order.fulfilment === "pickup";
	const collectBy = waitsOnTheShelf ? at + collectSeconds * 1000 : null;
	return become({ auto, readyAt: promise.readyAt, ...found, ...copy(order, at), status, collectBy });
};

export const decide = (order: StoreOrder | null, command: StoreOrderCommand, at: number): Decision<StoreOrder> => {
	if (command.type === "receive") return order ? ignore : receive(command, at);
	if (command.type === "follow") return follow(order, command, at);
	if (!order) return ignore;
	switch (command.type) {
		case "accept":
			return move(order, "accept", at, { auto: command.auto, readyAt: command.readyAt });
		case "reject":
			return move(order, "reject", at, { reason: command.reason });
		case "collect":
			if (order.order.fulfilment === "delivery") return refuse(new IsDelivered(order.orderId));
			return move(order, "collect", at);
		default:
			return move(order, command.type, at);
	}
};

export const storeOrderRules: Rules<StoreOrder, StoreOrderCommand> = {
	decide,
	initialCommand: "receive",
	due: ({ answerBy, collectBy, status }) => {
		if (status === "submitted" && answerBy !== null) return { at: answerBy, command: { type: "giveUp" } };
		if (status === "ready" && collectBy !== null) return { at: collectBy, command: { type: "leave" } };
		return undefined;
	},
};
