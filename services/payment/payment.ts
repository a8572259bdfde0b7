import type { OrderSnapshot, PaymentSnapshot, PaymentStatus } from "../../lib/catalogue.ts";
import { become, type Decision, ignore, next, type Rules, refuse } from "../../lib/rules.ts";
import { AttemptUnderWay, NothingToPay } from "./payment.errors.ts";

export const METHODS = ["card", "transfer", "pay"] as const;
export type Method = (typeof METHODS)[number];

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
	method: Method | null;
	payBy: number | null;
	/** The latest. The ones before it charged nothing, for only then another may begin. */
	attempt: Attempt | null;
	/** Why nobody is owed the money: what was charged, or turns out to have been, goes back. */
	returns: "expired" | "cancelled" | "rejected" | "taken_back" | null;
}

export type PaymentCommand =
	| { type: "follow"; order: OrderSnapshot }
	| { type: "begin"; method: Method }
	| { type: "hear"; attemptId: string; answer: Answer; reference: string | null }
	| { type: "expire" }
	| { type: "lookUp" }
	| { type: "refund" };

/** The whole life of a payment: status → the provider's answer or the order's wish → next status. All else leaves it as it is. */
export const TRANSITIONS = {
	due: { approved: "approved", declined: "declined", unknown: "unknown", expire: "expired", void: "voided", collect: "collected" },
	declined: { approved: "approved", unknown: "unknown", expire: "expired", void: "voided" },
	unknown: { approved: "approved", declined: "declined", none: "declined", expire: "expired", void: "voided" },
	approved: { refunded: "refunded" },
	collected: { refunded: "refunded" },
	expired: { refunded: "refunded" },
	voided: {},
	refunded: {},
} satisfies Record<PaymentStatus, Partial<Record<Answer | "expire" | "void" | "collect", PaymentStatus>>>;

/** The same of an attempt. Once it is known, only a refund moves it. */
export const ATTEMPTS = {
	sent: { approved: "approved", declined: "declined", none: "unsent", unknown: "unknown" },
	unknown: { approved: "approved", declined: "declined", none: "unsent", unknown: "unknown" },
	approved: { giveBack: "refunding" },
	refunding: { refunded: "refunded", unknown: "refunding" },
	declined: {},
	unsent: {},
	refunded: {},
} satisfies Record<AttemptStatus, Partial<Record<Answer | "giveBack", AttemptStatus>>>;

/** The store hears of an order when it is paid for, or is to be paid at the counter. */
export const concernsStore = ({ status, timing }: Payment): boolean =>
	timing === "on_receipt" || status === "approved" || status === "refunded";

/** Longer than a charge may take: whoever sent it has heard by then, or is gone. */
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
const returnsOf = ({ reason, status, takenBack }: OrderSnapshot): Payment["returns"] => {
	if (takenBack) return "taken_back";
	if (status === "rejected") return "rejected";
	return status === "cancelled" && reason !== "uncollected" ? "cancelled" : null;
};

/** What the hand-over, or that it never came, makes of money that was to be collected there. */
const handOver = ({ payment, reason, status }: OrderSnapshot): "collect" | "void" | undefined => {
	if (payment.timing === "prepaid") return undefined;
	if (status === "completed") return "collect";
	return reason === "uncollected" ? "void" : undefined;
};

const move = (payment: Payment, command: string, at: number): Payment => {
	const status = next<PaymentStatus>(TRANSITIONS, payment.status, command) ?? payment.status;
	const refunded = status === "refunded" ? payment.amount : payment.refunded;
	return { ...payment, status, refunded, updatedAt: at };
};

const say = (before: PaymentStatus | undefined, payment: Payment): Decision<Payment> =>
	become(payment, payment.status === before ? [] : `payment.${payment.status}`);

/** Nobody is owed the money: what is open is waited for, what was charged goes back, and the rest is void. */
const giveBack = (payment: Payment, at: number): Payment => {
	const { attempt } = payment;
	if (isOpen(attempt) || attempt?.status === "refunding") return payment;
	if (attempt?.status === "approved")
		return { ...payment, attempt: { ...attempt, status: ATTEMPTS.approved.giveBack, tries: 0, askAt: at } };
	return move(payment, payment.status === "collected" ? "refunded" : "void", at);
};

/** Brings the payment in line with its order, which may even be heard of for the first time when it has ended. */
const follow = (found: Payment | null, order: OrderSnapshot, at: number): Decision<Payment> => {
	const payment = found ?? opened(order, at);
	const returns = payment.returns ?? returnsOf(order);
	const wish = handOver(order);
	const handed = wish ? move(payment, wish, at) : payment;
	const settled = returns ? giveBack({ ...handed, returns }, at) : handed;
	if (found && settled.status === found.status && settled.returns === found.returns) return ignore;
	return say(found?.status, settled);
};

/** Why this payment cannot be begun any more. */
export const refusalOf = ({ orderId, returns, timing }: Payment): NothingToPay | undefined => {
	if (timing === "on_receipt") return new NothingToPay(orderId, "payment_on_receipt");
	if (returns === "expired") return new NothingToPay(orderId, "payment_expired");
	if (returns === "taken_back") return new NothingToPay(orderId, "payment_refunded");
	return returns ? new NothingToPay(orderId, `order_${returns}`) : undefined;
};

const begin = (payment: Payment, method: Method, at: number): Decision<Payment> => {
	const { attempt, attempts, orderId, payBy, status } = payment;
	const refusal = refusalOf(payment);
	if (refusal) return refuse(refusal);
	if (status === "approved") return ignore;
	if (isOpen(attempt)) return refuse(new AttemptUnderWay(orderId, attempt!.id));
	if (payBy !== null && at >= payBy) return refuse(new NothingToPay(orderId, "payment_expired"));
	const sent: Attempt = { id: `${orderId}/${attempts + 1}`, status: "sent", reference: null, tries: 0, askAt: at + SENT_FOR };
	return become({ ...payment, method, attempts: attempts + 1, attempt: sent, updatedAt: at });
};

/** The provider has answered, or could not be asked; only what concerns the present attempt has an effect. */
const hear = (payment: Payment, { answer, attemptId, reference }: PaymentCommand & { type: "hear" }, at: number): Decision<Payment> => {
	const { attempt } = payment;
	const status = attempt?.id === attemptId ? next<AttemptStatus>(ATTEMPTS, attempt.status, answer) : undefined;
	if (!attempt || !status) return ignore;
	const tries = answer === "unknown" ? attempt.tries + 1 : 0;
	const heard: Attempt = { ...attempt, status, tries, askAt: at + patience(tries), reference: reference ?? attempt.reference };
	const moved = { ...move(payment, answer, at), attempt: heard };
	if (payment.returns && answer !== "refunded") return sayUnwanted(payment, giveBack(moved, at));
	return answer === "declined" ? become(moved, "payment.declined") : say(payment.status, moved);
};

/** Of money that nobody wants any more, only what became of it is news. */
const sayUnwanted = (before: Payment, payment: Payment): Decision<Payment> =>
	payment.status === "voided" ? say(before.status, payment) : become(payment);

const expire = (payment: Payment, at: number): Decision<Payment> => {
	if (!next<PaymentStatus>(TRANSITIONS, payment.status, "expire") || payment.returns) return ignore;
	return become({ ...move(payment, "expire", at), returns: "expired" }, "payment.expired");
};

export const decide = (payment: Payment | null, command: PaymentCommand, at: number): Decision<Payment> => {
	if (command.type === "follow") return follow(payment, command.order, at);
	if (!payment) return ignore;
	switch (command.type) {
		case "begin":
			return begin(payment, command.method, at);
		case "hear":
			return hear(payment, command, at);
		case "expire":
			return expire(payment, at);
		default:
			return ignore;
	}
};

type Due = { at: number; command: PaymentCommand };

const providerDue = ({ attempt }: Payment): Due[] => {
	if (isOpen(attempt)) return [{ at: attempt!.askAt, command: { type: "lookUp" } }];
	return attempt?.status === "refunding" ? [{ at: attempt.askAt, command: { type: "refund" } }] : [];
};

const expiryDue = ({ payBy, returns, status }: Payment): Due[] =>
	payBy !== null && !returns && next<PaymentStatus>(TRANSITIONS, status, "expire") ? [{ at: payBy, command: { type: "expire" } }] : [];

export const paymentRules: Rules<Payment, PaymentCommand> = {
	decide,
	due: (payment) => [...providerDue(payment), ...expiryDue(payment)].sort((one, other) => one.at - other.at)[0],
	snapshot: ({ attempt: _, payBy: _by, returns: _returns, ...said }): PaymentSnapshot => said,
};
