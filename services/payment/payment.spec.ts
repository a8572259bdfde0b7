import type { PaymentStatus } from "../../contracts/notation/common.ts";
import { pick } from "../../contracts/notation/contract.ts";
import { PaymentSnapshot } from "../../contracts/payment.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { outcome, reachable, stateAfter } from "../../test/support/builders/rules.ts";
import { ATTEMPT_TRANSITIONS, decide, type Outcome, type Payment, type PaymentCommand, paymentRules, TRANSITIONS } from "./payment.ts";

const prepaid = { timing: "prepaid", status: "due" } as const;
const order = (change: Parameters<typeof anOrder>[0] = {}) => anOrder({ status: "placed", payment: prepaid, payBy: 600_000, ...change });
const follow = (change: Parameters<typeof anOrder>[0] = {}): PaymentCommand => ({ type: "follow", order: order(change) });
const onReceipt = (change: Parameters<typeof anOrder>[0] = {}) =>
	follow({ payment: { timing: "on_receipt", status: "due" }, payBy: null, ...change });
const result = (value: Outcome, attemptId = "ord_1/1"): PaymentCommand => ({
	type: "recordResult",
	attemptId,
	outcome: value,
	reference: null,
});

const placed = follow();
const begin: PaymentCommand = { type: "begin", method: "card" };
const expire: PaymentCommand = { type: "expire" };
const cancelled = follow({ status: "cancelled", reason: "customer" });
const rejected = follow({ status: "rejected", reason: "no beans" });
const completed = follow({ status: "completed" });
const orderRefunded = follow({ status: "completed", refunded: true });
const uncollected = follow({ status: "cancelled", reason: "uncollected" });

const made = (...commands: PaymentCommand[]): Payment => stateAfter(paymentRules, null, commands);

const IN = {
	due: made(placed),
	sent: made(placed, begin),
	declined: made(placed, begin, result("declined")),
	unknown: made(placed, begin, result("unknown")),
	approved: made(placed, begin, result("approved")),
	refunding: made(placed, begin, result("approved"), cancelled),
	refunded: made(placed, begin, result("approved"), cancelled, result("refunded")),
	expired: made(placed, expire),
	"expired, unknown": made(placed, begin, result("unknown"), expire),
	"cancelled, unknown": made(placed, begin, result("unknown"), cancelled),
	voided: made(placed, cancelled),
	collected: made(onReceipt(), onReceipt({ status: "completed" })),
} satisfies Record<string, Payment>;

const COMMANDS = {
	placed,
	begin,
	approved: result("approved"),
	declined: result("declined"),
	none: result("none"),
	unknown: result("unknown"),
	refunded: result("refunded"),
	expire,
	cancelled,
	rejected,
	completed,
	orderRefunded,
	uncollected,
	lookUp: { type: "lookUp" },
	refund: { type: "refund" },
} satisfies Record<string, PaymentCommand>;

/** State → command → outcome. A pair not listed is ignored. */
const EXPECTED: Record<keyof typeof IN, Partial<Record<keyof typeof COMMANDS, string>>> = {
	due: {
		begin: "due",
		expire: "expired payment.expired",
		cancelled: "voided payment.voided",
		rejected: "voided payment.voided",
		orderRefunded: "voided payment.voided",
	},
	sent: {
		begin: "payment_unknown",
		approved: "approved payment.approved",
		declined: "declined payment.declined",
		none: "due",
		unknown: "unknown payment.unknown",
		refunded: "refunded payment.refunded",
		expire: "expired payment.expired",
		cancelled: "due",
		rejected: "due",
		orderRefunded: "due",
	},
	declined: {
		begin: "declined",
		expire: "expired payment.expired",
		cancelled: "voided payment.voided",
		rejected: "voided payment.voided",
		orderRefunded: "voided payment.voided",
	},
	unknown: {
		begin: "payment_unknown",
		approved: "approved payment.approved",
		declined: "declined payment.declined",
		none: "declined payment.declined",
		unknown: "unknown",
		refunded: "refunded payment.refunded",
		expire: "expired payment.expired",
		cancelled: "unknown",
		rejected: "unknown",
		orderRefunded: "unknown",
	},
	approved: { cancelled: "approved", rejected: "approved", orderRefunded: "approved" },
	refunding: { begin: "order_cancelled", refunded: "refunded payment.refunded", unknown: "approved" },
	refunded: { begin: "order_cancelled" },
	expired: { begin: "payment_expired" },
	"expired, unknown": {
		begin: "payment_expired",
		approved: "expired",
		declined: "expired",
		none: "expired",
		unknown: "expired",
		refunded: "refunded payment.refunded",
	},
	"cancelled, unknown": {
		begin: "order_cancelled",
		approved: "approved",
		declined: "voided payment.voided",
		none: "voided payment.voided",
		unknown: "unknown",
		refunded: "refunded payment.refunded",
	},
	voided: { begin: "order_cancelled" },
	collected: {
		begin: "payment_on_receipt",
		cancelled: "refunded payment.refunded",
		rejected: "refunded payment.refunded",
		orderRefunded: "refunded payment.refunded",
	},
};

const pairs = Object.keys(IN).flatMap((state) =>
	Object.keys(COMMANDS).map((name) => [state, name] as [keyof typeof IN, keyof typeof COMMANDS]),
);

describe("transitions", () => {
	it.each(pairs)("%s, %s", (state, name) => {
		expect(outcome(decide(IN[state], COMMANDS[name], 5_000))).toBe(EXPECTED[state][name] ?? "ignored");
	});

	it("cover and reach every status of payment and attempt", () => {
		const states: Payment[] = Object.values(IN);

		expect(new Set(states.map(({ status }) => status))).toEqual(new Set(Object.keys(TRANSITIONS)));
		expect([...reachable(TRANSITIONS, ["due"])].sort()).toEqual(Object.keys(TRANSITIONS).sort());
		expect([...reachable(ATTEMPT_TRANSITIONS, ["sent"])].sort()).toEqual(Object.keys(ATTEMPT_TRANSITIONS).sort());
	});

	it("ignore every command before the order is known", () => {
		for (const [name, command] of Object.entries(COMMANDS))
			if (command.type !== "follow") expect([name, outcome(decide(null, command, 1))]).toEqual([name, "ignored"]);
	});
});

describe("when an order is placed", () => {
	it("is due until payBy, and then expires", () => {
		expect(outcome(decide(null, placed, 1))).toBe("due payment.due");
		expect(paymentRules.due?.(IN.due)).toEqual({ at: 600_000, command: { type: "expire" } });
		expect(outcome(decide(IN.due, begin, 600_000))).toBe("payment_expired");
	});

	it("cannot be paid in advance if it is paid on receipt", () => {
		const due = made(onReceipt());

		expect(paymentRules.due?.(due)).toBeUndefined();
		expect(outcome(decide(due, begin, 1))).toBe("payment_on_receipt");
	});
});

describe("when the customer pays", () => {
	it("gives every attempt its own id, and looks up an attempt without a result", () => {
		const again = stateAfter(paymentRules, IN.declined, [begin], 2_000);

		expect(IN.sent).toMatchObject({ method: "card", attempts: 1, attempt: { id: "ord_1/1", status: "sent", nextCallAt: 4_000 } });
		expect(again).toMatchObject({ attempts: 2, attempt: { id: "ord_1/2", status: "sent" } });
		expect(paymentRules.due?.(again)).toEqual({ at: 5_000, command: { type: "lookUp" } });
	});

	it("looks up with growing pauses while the outcome is unknown", () => {
		const waits: number[] = [];
		let payment: Payment = IN.sent;
		for (let tries = 0; tries < 9; tries++) {
			payment = stateAfter(paymentRules, payment, [result("unknown")], 0);
			waits.push(payment.attempt!.nextCallAt);
		}

		expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
	});

	it("ignores the result of an earlier attempt", () => {
		const again = stateAfter(paymentRules, IN.declined, [begin]);

		expect(outcome(decide(again, result("approved", "ord_1/1"), 1))).toBe("ignored");
		expect(outcome(decide(again, result("approved", "ord_1/2"), 1))).toBe("approved payment.approved");
	});

	it("publishes every declined attempt, but none that never reached the provider", () => {
		const again = stateAfter(paymentRules, IN.declined, [begin]);

		expect(outcome(decide(again, result("declined", "ord_1/2"), 1))).toBe("declined payment.declined");
		expect(outcome(decide(again, result("none", "ord_1/2"), 1))).toBe("declined");
	});
});

describe("when the order ends", () => {
	const isBeingRefunded = { attempt: { id: "ord_1/1", status: "refunding" }, refunded: 0 };

	it.each([
		["cancelled", cancelled],
		["rejected", rejected],
		["refunded", orderRefunded],
	])("refunds what was charged if the order is %s", (_, command) => {
		const refunding = stateAfter(paymentRules, IN.approved, [command], 7_000);

		expect(refunding).toMatchObject(isBeingRefunded);
		expect(paymentRules.due?.(refunding)).toEqual({ at: 7_000, command: { type: "refund" } });
		expect(stateAfter(paymentRules, refunding, [result("refunded")])).toMatchObject({ status: "refunded", refunded: 10_000 });
	});

	it("does not refund an order that nobody collected", () => {
		expect(outcome(decide(IN.approved, uncollected, 1))).toBe("ignored");
		expect(made(onReceipt(), onReceipt({ status: "cancelled", reason: "uncollected" }))).toMatchObject({ status: "voided" });
	});

	it("refunds an attempt that proves to have been charged", () => {
		for (const late of [IN["expired, unknown"], IN["cancelled, unknown"]]) {
			const refunding = stateAfter(paymentRules, late, [result("approved")]);

			expect(refunding).toMatchObject(isBeingRefunded);
			expect(outcome(decide(refunding, result("refunded"), 1))).toBe("refunded payment.refunded");
		}
	});

	it("retries a refund whose outcome is unknown", () => {
		const again = stateAfter(paymentRules, IN.refunding, [result("unknown"), result("unknown")], 9_000);

		expect(paymentRules.due?.(again)).toEqual({ at: 10_000, command: { type: "refund" } });
	});

	it("collects at the hand-over, once", () => {
		expect(outcome(decide(made(onReceipt()), onReceipt({ status: "completed" }), 1))).toBe("collected payment.collected");
		expect(outcome(decide(IN.collected, onReceipt({ status: "completed" }), 1))).toBe("ignored");
	});

	it("sets no timer in a final status", () => {
		const final: PaymentStatus[] = ["approved", "refunded", "expired", "voided", "collected"];
		for (const status of final) expect(paymentRules.due?.(IN[status as keyof typeof IN])).toBeUndefined();
	});
});

describe("when the message about the order's end arrives first", () => {
	it.each([
		["cancelled", cancelled, "voided payment.voided"],
		["rejected", rejected, "voided payment.voided"],
		["collected", onReceipt({ status: "completed" }), "collected payment.collected"],
		["collected and refunded", onReceipt({ status: "completed", refunded: true }), "refunded payment.refunded"],
	])("is %s, and ignores the message about the placing", (_, command, expected) => {
		expect(outcome(decide(null, command, 1))).toBe(expected);
		const placing = command.type === "follow" ? { ...command, order: { ...command.order, status: "placed" as const } } : command;
		expect(outcome(decide(made(command), placing, 1))).toBe("ignored");
	});
});

describe("when the order was paid, but the payment was restored from an older backup", () => {
	const paid = follow({ status: "accepted", payBy: null, payment: { timing: "prepaid", status: "approved" } });
	const restored: [string, Payment | null, string][] = [
		["unknown", null, "ord_1/1"],
		["due", IN.due, "ord_1/1"],
		["declined", IN.declined, "ord_1/2"],
	];

	it.each(restored)("looks the charge up if it is %s, and publishes nothing meanwhile", (_, found, attemptId) => {
		const decision = decide(found, paid, 9_000);

		expect(outcome(decision)).toMatch(/^(due payment.due|due|declined)$/);
		const { state } = decision as { state: Payment };
		expect(state).toMatchObject({ attempt: { id: attemptId, status: "unknown" }, payBy: null });
		expect(paymentRules.due?.(state)).toEqual({ at: 9_000, command: { type: "lookUp" } });
		expect(outcome(decide(state, paid, 9_000))).toBe("ignored");
		expect(outcome(decide(state, result("approved", attemptId), 9_000))).toBe("approved payment.approved");
	});

	it.each(["declined", "none"] as const)("looks up the next attempt if one was %s, at most five times", (missed) => {
		let state = made(paid);
		for (const attempt of [1, 2, 3, 4]) {
			const decision = decide(state, result(missed, `ord_1/${attempt}`), 9_000);
			expect(outcome(decision)).toBe("due");
			({ state } = decision as { state: Payment });
			expect(state.attempt).toMatchObject({ id: `ord_1/${attempt + 1}`, status: "unknown" });
		}

		expect(outcome(decide(state, result("approved", "ord_1/5"), 9_000))).toBe("approved payment.approved");
		expect(decide(state, result(missed, "ord_1/5"), 9_000)).toMatchObject({ state: { attempt: { id: "ord_1/5" } } });
	});

	it("refunds the charge of an order that was cancelled meanwhile", () => {
		const state = made(
			follow({ status: "cancelled", reason: "customer", payBy: null, payment: { timing: "prepaid", status: "approved" } }),
		);

		expect(stateAfter(paymentRules, state, [result("approved"), result("refunded")])).toMatchObject({
			status: "refunded",
			refunded: 10_000,
		});
	});

	it.each(["approved", "refunded"] as const)("learns that the charge was refunded, while its order knows it as %s", (status) => {
		const state = made(follow({ status: "cancelled", reason: "customer", payBy: null, payment: { timing: "prepaid", status } }));

		expect(outcome(decide(state, result("refunded"), 9_000))).toBe("refunded payment.refunded");
	});

	it("does not refund again", () => {
		const repeated = follow({ status: "cancelled", reason: "customer", payment: { timing: "prepaid", status: "refunded" } });

		expect(outcome(decide(IN.refunded, repeated, 9_000))).toBe("ignored");
		expect(outcome(decide(IN.refunding, repeated, 9_000))).toBe("ignored");
	});
});

describe("the messages that repeat a state", () => {
	it.each(Object.keys(TRANSITIONS))("of a payment that is %s", (status) => {
		expect(paymentRules.republish({ ...IN.due, status: status as PaymentStatus })).toEqual([`payment.${status}`]);
	});
});

it("does not publish attempt details", () => {
	expect(pick(PaymentSnapshot, IN.approved)).toEqual({
		orderId: "ord_1",
		storeId: "gangnam",
		customerId: "acc_1",
		timing: "prepaid",
		status: "approved",
		amount: 10_000,
		refunded: 0,
		method: "card",
		attempts: 1,
		updatedAt: 1_000,
	});
});
