import type { PaymentStatus } from "../../contracts/common.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { PaymentMessage, PaymentMethod, PaymentSnapshot } from "../../contracts/payment.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { AttemptUnderWay, NothingToPay } from "./payment.errors.ts";

type Decided = Decision<Payment, PaymentMessage>;

/** What the provider says of an attempt; `none` means that it never charged it and never will. */
export type Answer = "approved" | "declined" | "none" | "unknown" | "refunded";
export type AttemptStatus = "sent" | "unknown" | "approved" | "declined" | "unsent" | "refunding" | "refunded";

export interface Attempt {
	/** The provider's idempotency key, of its charge and of its refund: an attempt can only give back what it took. */
	id: string;
	status: AttemptStatus;
	/** What the provider calls it. */
	reference: string | null;
	/** How often the provider was asked in vain. */
	tries: number;
	askAt: number;
}

export interface Payment extends PaymentSnapshot {
	payBy: number | null;
	/** The latest. The ones before it charged nothing, for only then another may begin. */
	attempt: Attempt | null;
	/** Why nobody is owed the money: what was charged, or turns out to have been, goes back. */
	returns: "expired" | "cancelled" | "rejected" | "refunded" | null;
}

export type PaymentCommand =
	| { type: "follow"; order: OrderSnapshot }
	| { type: "begin"; method: PaymentMethod }
	| { type: "providerAnswered"; attemptId: string; answer: Answer; reference: string | null }
	| { type: "expire" }
	| { type: "lookUp" }
	| { type: "refund" };

/** What moves a payment: the provider's answer, the deadline or its order. */
type Trigger = Answer | "expire" | "void" | "collect";

/** The whole life of a payment: status → trigger → next status. A pair not listed has no effect on the status. */
export const TRANSITIONS = {
	due: { approved: "approved", declined: "declined", unknown: "unknown", expire: "expired", void: "voided", collect: "collected" },
	declined: { approved: "approved", unknown: "unknown", expire: "expired", void: "voided" },
	unknown: { approved: "approved", declined: "declined", none: "declined", expire: "expired", void: "voided" },
	approved: { refunded: "refunded" },
	collected: { refunded: "refunded" },
	expired: { refunded: "refunded" },
	voided: {},
	refunded: {},
} satisfies Record<PaymentStatus, Partial<Record<Trigger, PaymentStatus>>>;

type AttemptTrigger = Answer | "giveBack";

/** The whole life of an attempt. Once its outcome is known, only a refund moves it. */
export const ATTEMPTS = {
	sent: { approved: "approved", declined: "declined", none: "unsent", unknown: "unknown" },
	unknown: { approved: "approved", declined: "declined", none: "unsent", unknown: "unknown" },
	approved: { giveBack: "refunding" },
	refunding: { refunded: "refunded", unknown: "refunding" },
	declined: {},
	unsent: {},
	refunded: {},
} satisfies Record<AttemptStatus, Partial<Record<AttemptTrigger, AttemptStatus>>>;

/** The store learns of an order once it is paid, or if it is paid at the counter. */
export const concernsStore = ({ status, timing }: Payment): boolean =>
	timing === "on_receipt" || status === "approved" || status === "refunded";

/** Longer than a charge may take: by then its sender has the answer, or has crashed. */
const SENT_FOR = 3_000;
const patience = (tries: number): number => Math.min(500 * 2 ** (tries - 1), 30_000);

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
	returns: null,
});

/** An uncollected order keeps its money; every other ending without the goods returns it. */
const returnsOf = ({ reason, status, refunded }: OrderSnapshot): Payment["returns"] => {
	if (refunded) return "refunded";
	if (status === "rejected") return "rejected";
	return status === "cancelled" && reason !== "uncollected" ? "cancelled" : null;
};

/** What the hand-over, or that it never came, makes of money that was to be collected there. */
const handOver = ({ payment, reason, status }: OrderSnapshot): "collect" | "void" | undefined => {
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

/** Nobody is owed the money: what is open is waited for, what was charged goes back, and the rest is void. */
const giveBack = (payment: Payment, at: number): Payment => {
	const { attempt } = payment;
	if (isOpen(attempt) || attempt?.status === "refunding") return payment;
	if (attempt?.status === "approved")
		return { ...payment, attempt: { ...attempt, status: ATTEMPTS.approved.giveBack, tries: 0, askAt: at } };
	return move(payment, payment.status === "collected" ? "refunded" : "void", at);
};

/** Brings the payment in line with its order, whose first message to arrive may be the one about its end. */
const follow = (found: Payment | null, order: OrderSnapshot, at: number): Decided => {
	const payment = found ?? opened(order, at);
	const returns = payment.returns ?? returnsOf(order);
	const trigger = handOver(order);
	const handed = trigger ? move(payment, trigger, at) : payment;
	const settled = returns ? giveBack({ ...handed, returns }, at) : handed;
	if (found && settled.status === found.status && settled.returns === found.returns) return ignore;
	return announce(found?.status, settled);
};

/** Why this payment cannot be begun any more. */
export const refusalOf = ({ orderId, returns, timing }: Payment): NothingToPay | undefined => {
	if (timing === "on_receipt") return new NothingToPay(orderId, "payment_on_receipt");
	if (returns === "expired") return new NothingToPay(orderId, "payment_expired");
	if (returns === "refunded") return new NothingToPay(orderId, "payment_refunded");
	return returns ? new NothingToPay(orderId, `order_${returns}`) : undefined;
};

const begin = (payment: Payment, method: PaymentMethod, at: number): Decided => {
	const { attempt, attempts, orderId, payBy, status } = payment;
	const refusal = refusalOf(payment);
	if (refusal) return refuse(refusal);
	if (status === "approved") return ignore;
	if (isOpen(attempt)) return refuse(new AttemptUnderWay(orderId, attempt!.id));
	if (payBy !== null && at >= payBy) return refuse(new NothingToPay(orderId, "payment_expired"));
	const sent: Attempt = { id: `${orderId}/${attempts + 1}`, status: "sent", reference: null, tries: 0, askAt: at + SENT_FOR };
	return become({ ...payment, method, attempts: attempts + 1, attempt: sent, updatedAt: at });
};

/** The provider has answered or could not be reached. An answer about an earlier attempt has no effect. */
const receive = (
	payment: Payment,
	{ answer, attemptId, reference }: PaymentCommand & { type: "providerAnswered" },
	at: number,
): Decided => {
	const { attempt } = payment;
	const status = attempt?.id === attemptId ? next<AttemptStatus, AttemptTrigger>(ATTEMPTS, attempt.status, answer) : undefined;
	if (!attempt || !status) return ignore;
	const tries = answer === "unknown" ? attempt.tries + 1 : 0;
	const updated: Attempt = { ...attempt, status, tries, askAt: at + patience(tries), reference: reference ?? attempt.reference };
	const moved = { ...move(payment, answer, at), attempt: updated };
	if (payment.returns && answer !== "refunded") return announceReturn(payment, giveBack(moved, at));
	return answer === "declined" ? become(moved, "payment.declined") : announce(payment.status, moved);
};

/** While money is being returned, only the final outcome is published. */
const announceReturn = (before: Payment, payment: Payment): Decided =>
	payment.status === "voided" ? announce(before.status, payment) : become(payment);

const canExpire = ({ returns, status }: Payment): boolean =>
	!returns && next<PaymentStatus, Trigger>(TRANSITIONS, status, "expire") !== undefined;

const expire = (payment: Payment, at: number): Decided => {
	if (!canExpire(payment)) return ignore;
	return become({ ...move(payment, "expire", at), returns: "expired" }, "payment.expired");
};

export const decide = (payment: Payment | null, command: PaymentCommand, at: number): Decided => {
	if (command.type === "follow") return follow(payment, command.order, at);
	if (!payment) return ignore;
	switch (command.type) {
		case "begin":
			return begin(payment, command.method, at);
		case "providerAnswered":
			return receive(payment, command, at);
		case "expire":
			return expire(payment, at);
		case "lookUp":
		case "refund":
			return ignore;
	}
};

type Due = { at: number; command: PaymentCommand };

const providerDue = ({ attempt }: Payment): Due[] => {
	if (isOpen(attempt)) return [{ at: attempt!.askAt, command: { type: "lookUp" } }];
	return attempt?.status === "refunding" ? [{ at: attempt.askAt, command: { type: "refund" } }] : [];
};

const expiryDue = (payment: Payment): Due[] =>
	payment.payBy !== null && canExpire(payment) ? [{ at: payment.payBy, command: { type: "expire" } }] : [];

export const paymentRules: RulesFor<Payment, PaymentCommand, PaymentMessage> = {
	decide,
	due: (payment) => [...providerDue(payment), ...expiryDue(payment)].sort((one, other) => one.at - other.at)[0],
};
