import type { PaymentStatus } from "../../contracts/notation/common.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentMessage, PaymentMethod, PaymentSnapshot } from "../../contracts/payment.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { AttemptInProgress, NothingToPay } from "./payment.errors.ts";

type Decided = Decision<Payment, PaymentMessage>;

/** The outcome of an attempt that the provider reports. `none`: it has not been charged and never will be. */
export type Outcome = "approved" | "declined" | "none" | "unknown" | "refunded";
export type AttemptStatus = "sent" | "unknown" | "approved" | "declined" | "unsent" | "refunding" | "refunded";

export interface Attempt {
	/** The idempotency key of both its charge and its refund, so that an attempt refunds only what it charged. */
	id: string;
	status: AttemptStatus;
	/** The provider's own id for the charge. */
	reference: string | null;
	/** Consecutive calls without a known outcome. */
	tries: number;
	/** When the provider is called next, while a look-up or a refund is outstanding. */
	nextCallAt: number;
	/** Looked up because the order was paid: storage that was restored from a backup does not know by which attempt. */
	isSought?: true;
}

export interface Payment extends PaymentSnapshot {
	payBy: number | null;
	/** The latest attempt. Earlier ones charged nothing, because only then may another begin. */
	attempt: Attempt | null;
	/** Why no payment is owed any more. Anything that was charged, or proves to have been, is refunded. */
	endReason: "expired" | "cancelled" | "rejected" | "refunded" | null;
}

export type PaymentCommand =
	| { type: "follow"; order: OrderSnapshot }
	| { type: "begin"; method: PaymentMethod }
	| { type: "recordResult"; attemptId: string; outcome: Outcome; reference: string | null }
	| { type: "expire" }
	| { type: "lookUp" }
	| { type: "refund" };

/** What changes a payment's status: an outcome, the deadline or its order. */
type Trigger = Outcome | "expire" | "void" | "collect";

/** The whole life of a payment: status → trigger → next status. A pair not listed has no effect on the status. */
export const TRANSITIONS = {
	due: {
		approved: "approved",
		declined: "declined",
		unknown: "unknown",
		refunded: "refunded",
		expire: "expired",
		void: "voided",
		collect: "collected",
	},
	declined: { approved: "approved", unknown: "unknown", refunded: "refunded", expire: "expired", void: "voided" },
	unknown: { approved: "approved", declined: "declined", none: "declined", refunded: "refunded", expire: "expired", void: "voided" },
	approved: { refunded: "refunded" },
	collected: { refunded: "refunded" },
	expired: { refunded: "refunded" },
	voided: {},
	refunded: {},
} satisfies Record<PaymentStatus, Partial<Record<Trigger, PaymentStatus>>>;

type AttemptTrigger = Outcome | "refund";

/** The whole life of an attempt. Once its outcome is known, only a refund moves it. The provider may have refunded it by itself. */
export const ATTEMPT_TRANSITIONS = {
	sent: { approved: "approved", declined: "declined", none: "unsent", unknown: "unknown", refunded: "refunded" },
	unknown: { approved: "approved", declined: "declined", none: "unsent", unknown: "unknown", refunded: "refunded" },
	approved: { refund: "refunding" },
	refunding: { refunded: "refunded", unknown: "refunding" },
	declined: {},
	unsent: {},
	refunded: {},
} satisfies Record<AttemptStatus, Partial<Record<AttemptTrigger, AttemptStatus>>>;

/** A store sees an order once it is paid, or at once if it is paid on receipt. */
export const concernsStore = ({ status, timing }: Payment): boolean =>
	timing === "on_receipt" || status === "approved" || status === "refunded";

/** Nothing is left to be charged or looked up. */
export const isSettled = ({ status }: Payment): boolean => !["due", "declined", "unknown"].includes(status);

/** Longer than a charge may take: by then the process that sent it has recorded the result, or has crashed. */
const LOOK_UP_AFTER = 3_000;
const retryDelay = (tries: number): number => Math.min(500 * 2 ** (tries - 1), 30_000);

const isOpen = (attempt: Attempt | null): boolean => attempt?.status === "sent" || attempt?.status === "unknown";

const opened = (order: OrderSnapshot, at: number): Payment => ({
	orderId: order.id,
	storeId: order.storeId,
	customerId: order.customerId,
	timing: order.payment.timing,
	status: "due",
	amount: order.amounts.total,
	refunded: 0,
	method: null,
	attempts: 0,
	updatedAt: at,
	payBy: order.payBy,
	attempt: null,
	endReason: null,
});

/** An order that nobody collected is not refunded; every other order that ends without the goods is. */
const endReasonOf = ({ reason, status, refunded }: OrderSnapshot): Payment["endReason"] => {
	if (refunded) return "refunded";
	if (status === "rejected") return "rejected";
	return status === "cancelled" && reason !== "uncollected" ? "cancelled" : null;
};

/** A payment on receipt is collected at the hand-over, or void if nobody collects the order. */
const handOverTrigger = ({ payment, reason, status }: OrderSnapshot): "collect" | "void" | undefined => {
	if (payment.timing === "prepaid") return undefined;
	if (status === "completed") return "collect";
	return reason === "uncollected" ? "void" : undefined;
};

const move = (payment: Payment, trigger: Trigger, at: number): Payment => {
	const status = next<PaymentStatus, Trigger>(TRANSITIONS, payment.status, trigger) ?? payment.status;
	const refunded = status === "refunded" ? payment.amount : payment.refunded;
	return { ...payment, status, refunded, updatedAt: at };
};

/** Publishes the status if it has changed. */
const announce = (before: PaymentStatus | undefined, payment: Payment): Decided =>
	become(payment, payment.status === before ? [] : `payment.${payment.status}`);

/** Ends a payment that is no longer owed: waits for an open attempt, refunds what was charged, and voids the rest. */
const close = (payment: Payment, at: number): Payment => {
	const { attempt } = payment;
	if (isOpen(attempt) || attempt?.status === "refunding") return payment;
	if (attempt?.status === "approved")
		return { ...payment, attempt: { ...attempt, status: ATTEMPT_TRANSITIONS.approved.refund, tries: 0, nextCallAt: at } };
	return move(payment, payment.status === "collected" ? "refunded" : "void", at);
};

const MAX_SOUGHT = 5;

/** The next attempt that the provider may know. Nothing is published until its outcome is known. */
const seek = (payment: Payment, at: number): Payment => {
	const attempts = payment.attempts + 1;
	const attempt: Attempt = {
		id: `${payment.orderId}/${attempts}`,
		status: "unknown",
		reference: null,
		tries: 0,
		nextCallAt: at,
		isSought: true,
	};
	return { ...payment, method: payment.method ?? "card", attempts, attempt, payBy: null };
};

/** Only a restored backup knows less than its order. */
const withCharge = (payment: Payment, { payment: known }: OrderSnapshot, at: number): Payment => {
	const isPaid = payment.timing === "prepaid" && (known.status === "approved" || known.status === "refunded");
	const isUnaware = payment.attempt === null || payment.attempt.status === "declined" || payment.attempt.status === "unsent";
	return isPaid && isUnaware && payment.attempts < MAX_SOUGHT ? seek(payment, at) : payment;
};

/** Brings the payment in line with its order. The first message to arrive may be the one about the order's end. */
const follow = (found: Payment | null, order: OrderSnapshot, at: number): Decided => {
	const payment = withCharge(found ?? opened(order, at), order, at);
	const endReason = payment.endReason ?? endReasonOf(order);
	const trigger = handOverTrigger(order);
	const handedOver = trigger ? move(payment, trigger, at) : payment;
	const updated = endReason ? close({ ...handedOver, endReason }, at) : handedOver;
	if (found === payment && updated.status === found.status && updated.endReason === found.endReason) return ignore;
	return announce(found?.status, updated);
};

/** Why no further attempt may begin. */
export const refusalOf = ({ endReason, orderId, timing }: Payment): NothingToPay | undefined => {
	if (timing === "on_receipt") return new NothingToPay(orderId, "payment_on_receipt");
	if (endReason === "expired") return new NothingToPay(orderId, "payment_expired");
	if (endReason === "refunded") return new NothingToPay(orderId, "payment_refunded");
	return endReason ? new NothingToPay(orderId, `order_${endReason}`) : undefined;
};

const begin = (payment: Payment, method: PaymentMethod, at: number): Decided => {
	const { attempt, attempts, orderId, payBy, status } = payment;
	const refusal = refusalOf(payment);
	if (refusal) return refuse(refusal);
	if (status === "approved") return ignore;
	if (isOpen(attempt)) return refuse(new AttemptInProgress(orderId, attempt!.id));
	if (payBy !== null && at >= payBy) return refuse(new NothingToPay(orderId, "payment_expired"));
	const sent: Attempt = { id: `${orderId}/${attempts + 1}`, status: "sent", reference: null, tries: 0, nextCallAt: at + LOOK_UP_AFTER };
	return become({ ...payment, method, attempts: attempts + 1, attempt: sent, updatedAt: at });
};

/** Records the provider's result, or that it could not be reached. A result of an earlier attempt has no effect. */
const recordResult = (
	payment: Payment,
	{ attemptId, outcome, reference }: PaymentCommand & { type: "recordResult" },
	at: number,
): Decided => {
	const { attempt } = payment;
	const status = attempt?.id === attemptId ? next<AttemptStatus, AttemptTrigger>(ATTEMPT_TRANSITIONS, attempt.status, outcome) : undefined;
	if (!attempt || !status) return ignore;
	if (attempt.isSought && (outcome === "declined" || outcome === "none") && payment.attempts < MAX_SOUGHT) return become(seek(payment, at));
	const tries = outcome === "unknown" ? attempt.tries + 1 : 0;
	const updated: Attempt = { ...attempt, status, tries, nextCallAt: at + retryDelay(tries), reference: reference ?? attempt.reference };
	const moved = { ...move(payment, outcome, at), attempt: updated };
	if (payment.endReason && outcome !== "refunded") return announceClosing(payment, close(moved, at));
	return outcome === "declined" ? become(moved, "payment.declined") : announce(payment.status, moved);
};

/** While a payment is being closed, only its final status is published. */
const announceClosing = (before: Payment, payment: Payment): Decided =>
	payment.status === "voided" ? announce(before.status, payment) : become(payment);

const canExpire = ({ endReason, status }: Payment): boolean =>
	!endReason && next<PaymentStatus, Trigger>(TRANSITIONS, status, "expire") !== undefined;

const expire = (payment: Payment, at: number): Decided => {
	if (!canExpire(payment)) return ignore;
	return become({ ...move(payment, "expire", at), endReason: "expired" }, "payment.expired");
};

export const decide = (payment: Payment | null, command: PaymentCommand, at: number): Decided => {
	if (command.type === "follow") return follow(payment, command.order, at);
	if (!payment) return ignore;
	switch (command.type) {
		case "begin":
			return begin(payment, command.method, at);
		case "recordResult":
			return recordResult(payment, command, at);
		case "expire":
			return expire(payment, at);
		case "lookUp":
		case "refund":
			return ignore;
	}
};

type Due = { at: number; command: PaymentCommand };

const providerDue = ({ attempt }: Payment): Due[] => {
	if (isOpen(attempt)) return [{ at: attempt!.nextCallAt, command: { type: "lookUp" } }];
	return attempt?.status === "refunding" ? [{ at: attempt.nextCallAt, command: { type: "refund" } }] : [];
};

const expiryDue = (payment: Payment): Due[] =>
	payment.payBy !== null && canExpire(payment) ? [{ at: payment.payBy, command: { type: "expire" } }] : [];

export const paymentRules: RulesFor<Payment, PaymentCommand, PaymentMessage> = {
	decide,
	republish: ({ status }) => [`payment.${status}`],
	due: (payment) => [...providerDue(payment), ...expiryDue(payment)].sort((one, other) => one.at - other.at)[0],
};
