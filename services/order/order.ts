import type { PaymentStatus } from "../../contracts/notation/common.ts";
import type { OrderMessage, OrderSnapshot, OrderStatus } from "../../contracts/order.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { granted, held, type Maker, type MakerAnswer, makerOf, refused, settled, tooLate } from "./cancellation.ts";
import { AlreadyRefunded, CannotCancel, CannotRefund, MakerMustDecide, OrderExists } from "./order.errors.ts";
import { whenAccepted, withStoreTime } from "./ready-time.ts";

type Decided = Decision<Order, OrderMessage>;

export interface Order extends OrderSnapshot {
	/** The maker whose answer a held cancellation waits for. Indexed, to find held orders when that maker is back. */
	awaits?: Maker;
	/** The store's quarter of an hour in which a scheduled order is made. Indexed, to count what a slot holds. */
	slot?: string;
	/** The store of a scheduled order that is not being made yet. Indexed, to find those that the store can no longer make. */
	later?: string;
}

/** What is fixed when the order is placed; `place` adds the rest. */
export type NewOrder = Pick<
	Order,
	| "id"
	| "number"
	| "storeId"
	| "customerId"
	| "kind"
	| "fulfilment"
	| "lines"
	| "parcel"
	| "destination"
	| "quoteId"
	| "amounts"
	| "level"
	| "note"
	| "promise"
	| "for"
	| "dispatchAt"
	| "slot"
> & { timing: Order["payment"]["timing"]; payBy: number };

export type OrderCommand =
	| { type: "place"; order: NewOrder }
	| { type: "payment"; status: PaymentStatus }
	| { type: "storeReceived"; answerBy: number | null; readyAt: number | null }
	| { type: "accept"; auto: Order["auto"]; readyAt: number | null }
	| { type: "reject"; reason: string }
	| { type: "giveUp" }
	/** The store will be closed at the time of a scheduled order. */
	| { type: "closeOut" }
	| { type: "startBrewing" }
	| { type: "finishBrewing" }
	| { type: "runOut" }
	| { type: "assignRider"; riderId: string | null }
	| { type: "depart"; riderId: string | null; deliveredBy: number | null }
	| { type: "deliver" | "fail"; riderId: string | null }
	| { type: "collect" }
	| { type: "leave" }
	| { type: "makerCancelled" }
	| { type: "cancel"; reason: string | null; answer?: MakerAnswer }
	| { type: "makerAnswered"; answer: MakerAnswer }
	| { type: "refund"; reason: string }
	| { type: "askMaker" };

/** The whole life of an order: status → command → next status. A pair not listed has no effect. */
export const TRANSITIONS = {
	placed: { approve: "submitted", expire: "cancelled", closeOut: "cancelled", cancel: "cancelled" },
	submitted: { accept: "accepted", reject: "rejected", giveUp: "cancelled", closeOut: "cancelled", cancel: "cancelled" },
	accepted: {
		startBrewing: "preparing",
		finishBrewing: "ready",
		runOut: "cancelled",
		closeOut: "cancelled",
		makerCancelled: "cancelled",
		cancel: "cancelled",
		depart: "in_transit",
		deliver: "completed",
		fail: "cancelled",
	},
	preparing: { finishBrewing: "ready", depart: "in_transit", deliver: "completed", fail: "cancelled" },
	ready: { collect: "completed", leave: "cancelled", depart: "in_transit", deliver: "completed", fail: "cancelled" },
	in_transit: { deliver: "completed", fail: "cancelled" },
	completed: {},
	cancelled: {},
	rejected: {},
} satisfies Record<OrderStatus, Partial<Record<string, OrderStatus>>>;

const MESSAGE_FOR = {
	placed: "order.placed",
	submitted: "order.submitted",
	accepted: "order.accepted",
	preparing: "order.preparing",
	ready: "order.ready",
	in_transit: "order.departed",
	completed: "order.completed",
	cancelled: "order.cancelled",
	rejected: "order.rejected",
} as const satisfies Record<OrderStatus, string>;

/** Why an order ended, by the command that ended it. A rejection has the store's own reason. */
const REASONS: Partial<Record<string, string>> = {
	expire: "payment_expired",
	giveUp: "store_unanswered",
	closeOut: "store_closed",
	runOut: "out_of_stock",
	leave: "uncollected",
	fail: "undeliverable",
	makerCancelled: "customer",
	cancel: "customer",
};

export const hasEnded = ({ status }: Order): boolean => Object.keys(TRANSITIONS[status]).length === 0;

const place = (order: NewOrder, at: number): Decided => {
	const { timing, payBy, ...fixed } = order;
	const prepaid = timing === "prepaid";
	const placed: Order = {
		...fixed,
		status: prepaid ? "placed" : "submitted",
		reason: null,
		payment: { timing, status: "due" },
		auto: { brew: false, dispatch: false },
		cancellation: null,
		riderId: null,
		payBy: prepaid ? payBy : null,
		answerBy: null,
		createdAt: at,
		updatedAt: at,
		refunded: false,
		submittedAt: prepaid ? null : at,
		acceptedAt: null,
	};
	return become(placed, prepaid ? "order.placed" : ["order.placed", "order.submitted"]);
};

const move = (order: Order, command: string, at: number, change: Partial<Order> = {}): Decided => {
	const status = next<OrderStatus>(TRANSITIONS, order.status, command);
	if (!status) return ignore;
	const reason = REASONS[command] ?? null;
	return become({ ...order, status, reason, updatedAt: at, ...change }, MESSAGE_FOR[status]);
};

/** What a payment's status means for an order that waits for it. A refund of a late charge may be the first message of its end. */
const PAYMENT_COMMANDS: Partial<Record<PaymentStatus, string>> = {
	approved: "approve",
	expired: "expire",
	voided: "expire",
	refunded: "expire",
};

/** Copies the payment's status, which changes the order's own status only while it is placed. */
const followPayment = (order: Order, status: PaymentStatus, at: number): Decided => {
	const payment = { ...order.payment, status };
	const command = order.status === "placed" ? PAYMENT_COMMANDS[status] : undefined;
	if (!command) return order.payment.status === status ? ignore : become({ ...order, payment, updatedAt: at });
	return move(order, command, at, { payment, payBy: null, ...(command === "approve" ? { submittedAt: at } : undefined) });
};

const grant = (order: Order, at: number, reason: string | null): Decided =>
	move(order, "cancel", at, { cancellation: granted(order.cancellation, at, reason) });

const refuseCancel = (order: Order, at: number, reason: string | null, code: string): Decided => {
	const previous = order.cancellation;
	if (previous?.status === "refused") return refuse(new CannotCancel(order.id, previous.code ?? code));
	return become({ ...order, cancellation: refused(previous, at, reason, code), updatedAt: at }, "order.cancellation_refused");
};

const hold = (order: Order, at: number, reason: string | null, nextAttemptAt: number): Decided => {
	const isFirst = order.cancellation?.status !== "held";
	const cancellation = held(order.cancellation, at, reason, nextAttemptAt);
	return become({ ...order, cancellation, updatedAt: at }, isFirst ? "order.cancellation_held" : []);
};

/** Until acceptance the order grants the cancellation; while accepted its maker decides; from then on it is refused. */
const cancel = (order: Order, reason: string | null, answer: MakerAnswer | undefined, at: number): Decided => {
	switch (order.status) {
		case "placed":
		case "submitted":
			return grant(order, at, reason);
		case "accepted":
			if (!answer) return refuse(new MakerMustDecide(order.id));
			if (answer.kind === "granted") return grant(order, at, reason);
			if (answer.kind === "refused") return refuseCancel(order, at, reason, answer.code);
			return hold(order, at, reason, answer.nextAttemptAt);
		case "preparing":
		case "ready":
		case "in_transit":
			return refuseCancel(order, at, reason, tooLate(makerOf(order)));
		case "cancelled":
			return order.cancellation?.status === "granted" ? ignore : refuse(new CannotCancel(order.id, "order_cancelled"));
		default:
			return refuse(new CannotCancel(order.id, `order_${order.status}`));
	}
};

/** Decides a held cancellation when the order moves on before the maker has answered. */
const settleHeld = (decision: Decided, at: number): Decided => {
	if (decision.kind !== "become") return decision;
	const { emits, state } = decision;
	if (state.cancellation?.status !== "held" || state.status === "accepted") return decision;
	const code = state.status === "cancelled" ? null : tooLate(makerOf(state));
	const cancellation = settled(state.cancellation, at, code);
	return become({ ...state, cancellation }, code === null ? emits : [...emits, "order.cancellation_refused"]);
};

/** A maker cancels only on request and before a rider is assigned, so its message is a late answer to that request. */
const makerCancelled = (order: Order, at: number): Decided => {
	const isOpen = order.cancellation?.status === "held";
	const cancellation = isOpen ? order.cancellation : granted(order.cancellation, at, null);
	return settleHeld(move(order, "makerCancelled", at, { riderId: null, cancellation }), at);
};

const decideExisting = (order: Order, command: Exclude<OrderCommand, { type: "place" }>, at: number): Decided => {
	switch (command.type) {
		case "payment":
			return followPayment(order, command.status, at);
		case "cancel":
			return cancel(order, command.reason, command.answer, at);
		case "makerAnswered":
			return order.cancellation?.status === "held" ? cancel(order, null, command.answer, at) : ignore;
		case "makerCancelled":
			return makerCancelled(order, at);
		case "askMaker":
			return ignore;
		case "refund":
			if (order.refunded) return refuse(new AlreadyRefunded(order.id));
			if (order.status !== "completed") return refuse(new CannotRefund(order.id, order.status));
			return become({ ...order, refunded: true, reason: command.reason, updatedAt: at }, "order.refunded");
		case "storeReceived":
			if (order.status !== "submitted" || order.answerBy === command.answerBy) return ignore;
			return become({ ...order, answerBy: command.answerBy, promise: withStoreTime(order.promise, command.readyAt), updatedAt: at });
		case "accept": {
			const promise = whenAccepted(order, command.readyAt, at);
			return move(order, "accept", at, { auto: command.auto, answerBy: null, acceptedAt: at, promise });
		}
		case "reject":
			return move(order, "reject", at, { reason: command.reason });
		case "assignRider":
			if (hasEnded(order) || order.riderId === command.riderId) return ignore;
			return become({ ...order, riderId: command.riderId, updatedAt: at });
		case "depart": {
			const promise = { ...order.promise, deliveredBy: command.deliveredBy };
			return settleHeld(move(order, "depart", at, { riderId: command.riderId, promise }), at);
		}
		case "deliver":
		case "fail":
			return settleHeld(move(order, command.type, at, { riderId: command.riderId }), at);
		default:
			return settleHeld(move(order, command.type, at), at);
	}
};

const LATER: OrderStatus[] = ["placed", "submitted", "accepted"];

/** Keeps the indexed fields in step with the rest. */
const withIndexed = (decision: Decided): Decided => {
	if (decision.kind !== "become") return decision;
	const isHeld = decision.state.cancellation?.status === "held";
	const { awaits: _, later: __, ...state } = decision.state;
	const isLater = state.for != null && LATER.includes(state.status);
	const indexed = { ...(isHeld ? { awaits: makerOf(state) } : undefined), ...(isLater ? { later: state.storeId } : undefined) };
	return { ...decision, state: { ...state, ...indexed } };
};

export const decide = (order: Order | null, command: OrderCommand, at: number): Decided => {
	if (command.type === "place") return order ? refuse(new OrderExists(order.id)) : withIndexed(place(command.order, at));
	return order ? withIndexed(decideExisting(order, command, at)) : ignore;
};

/** Receivers join at different steps, so each of those that the order has passed is repeated, with the present state. */
const republish = (order: Order): OrderMessage[] => [
	...new Set<OrderMessage>([
		"order.placed",
		...(order.submittedAt === null ? [] : (["order.submitted"] as const)),
		...(order.acceptedAt === null ? [] : (["order.accepted"] as const)),
		MESSAGE_FOR[order.status],
		...(order.refunded ? (["order.refunded"] as const) : []),
		...(order.cancellation?.status === "refused" ? (["order.cancellation_refused"] as const) : []),
	]),
];

export const orderRules: RulesFor<Order, OrderCommand, OrderMessage> = {
	decide,
	republish,
	initialCommand: "place",
	due: ({ cancellation }) =>
		cancellation?.status === "held" && cancellation.nextAttemptAt !== null
			? { at: cancellation.nextAttemptAt, command: { type: "askMaker" } }
			: undefined,
};
