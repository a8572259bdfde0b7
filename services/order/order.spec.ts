import { pick } from "../../contracts/notation/contract.ts";
import { OrderSnapshot, type OrderStatus } from "../../contracts/order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { outcome, reachable } from "../../test/support/builders/rules.ts";
import type { MakerAnswer } from "./cancellation.ts";
import { decide, type NewOrder, type Order, type OrderCommand, orderRules, TRANSITIONS } from "./order.ts";

const STATUSES = Object.keys(TRANSITIONS) as OrderStatus[];
const auto = { brew: true, dispatch: false };

const COMMANDS: Record<string, OrderCommand> = {
	approved: { type: "payment", status: "approved" },
	expired: { type: "payment", status: "expired" },
	voided: { type: "payment", status: "voided" },
	refunded: { type: "payment", status: "refunded" },
	accept: { type: "accept", auto, readyAt: 9_000 },
	reject: { type: "reject", reason: "no beans" },
	giveUp: { type: "giveUp" },
	closeOut: { type: "closeOut" },
	startBrewing: { type: "startBrewing" },
	finishBrewing: { type: "finishBrewing" },
	runOut: { type: "runOut" },
	depart: { type: "depart", riderId: "acc_3", deliveredBy: 9_000 },
	deliver: { type: "deliver", riderId: null },
	fail: { type: "fail", riderId: null },
	collect: { type: "collect" },
	leave: { type: "leave" },
	makerCancelled: { type: "makerCancelled" },
};

/** Status → command → outcome. A pair not listed is ignored, except that a payment's status is always copied. */
const EXPECTED: Record<OrderStatus, Partial<Record<string, string>>> = {
	placed: {
		approved: "submitted order.submitted",
		expired: "cancelled order.cancelled",
		voided: "cancelled order.cancelled",
		refunded: "cancelled order.cancelled",
		closeOut: "cancelled order.cancelled",
	},
	submitted: {
		accept: "accepted order.accepted",
		reject: "rejected order.rejected",
		giveUp: "cancelled order.cancelled",
		closeOut: "cancelled order.cancelled",
	},
	accepted: {
		startBrewing: "preparing order.preparing",
		finishBrewing: "ready order.ready",
		runOut: "cancelled order.cancelled",
		closeOut: "cancelled order.cancelled",
		makerCancelled: "cancelled order.cancelled",
		depart: "in_transit order.departed",
		deliver: "completed order.completed",
		fail: "cancelled order.cancelled",
	},
	preparing: {
		finishBrewing: "ready order.ready",
		depart: "in_transit order.departed",
		deliver: "completed order.completed",
		fail: "cancelled order.cancelled",
	},
	ready: {
		collect: "completed order.completed",
		leave: "cancelled order.cancelled",
		depart: "in_transit order.departed",
		deliver: "completed order.completed",
		fail: "cancelled order.cancelled",
	},
	in_transit: { deliver: "completed order.completed", fail: "cancelled order.cancelled" },
	completed: {},
	cancelled: {},
	rejected: {},
};

const pairs = STATUSES.flatMap((status) => Object.keys(COMMANDS).map((name) => [status, name] as const));

describe("transitions", () => {
	it.each(pairs)("%s, %s", (status, name) => {
		const isPayment = COMMANDS[name]!.type === "payment";
		const expected = EXPECTED[status][name] ?? (isPayment ? status : "ignored");

		expect(outcome(decide(anOrder({ status }), COMMANDS[name]!, 1_000))).toBe(expected);
	});

	it("reach every status", () => {
		expect([...reachable(TRANSITIONS, ["placed"])].sort()).toEqual([...STATUSES].sort());
	});

	it("ignore commands for an order that does not exist", () => {
		for (const command of Object.values(COMMANDS)) expect(decide(null, command, 1_000)).toEqual({ kind: "ignore" });
	});
});

describe("when placed", () => {
	const { id, number, storeId, customerId, kind, fulfilment, lines, parcel, destination, quoteId, amounts, level, note, promise } =
		anOrder();
	const order = { id, number, storeId, customerId, kind, fulfilment, lines, parcel, destination, quoteId, amounts, level, note, promise };
	const place = (timing: NewOrder["timing"]) => decide(null, { type: "place", order: { ...order, timing, payBy: 600_000 } }, 1_000);

	it("waits for the payment if it is prepaid", () => {
		const decision = place("prepaid");

		expect(outcome(decision as never)).toBe("placed order.placed");
		expect(decision).toMatchObject({ state: { payBy: 600_000, submittedAt: null, payment: { timing: "prepaid", status: "due" } } });
	});

	it("is submitted to the store at once if it is paid on receipt", () => {
		expect(outcome(place("on_receipt") as never)).toBe("submitted order.placed order.submitted");
	});

	it("cannot be placed again", () => {
		const again: OrderCommand = { type: "place", order: { ...order, timing: "prepaid", payBy: 1 } };

		expect(outcome(decide(anOrder(), again, 1))).toBe("order_exists");
	});
});

describe("when the customer cancels", () => {
	const cancel = (answer?: (OrderCommand & { type: "cancel" })["answer"]): OrderCommand => ({
		type: "cancel",
		reason: null,
		...(answer ? { answer } : undefined),
	});
	const unreachable = { kind: "unreachable", nextAttemptAt: 2_000 } as const;

	it.each<[OrderStatus, string]>([
		["placed", "cancelled order.cancelled"],
		["submitted", "cancelled order.cancelled"],
		["accepted", "maker_must_decide"],
		["preparing", "preparing order.cancellation_refused"],
		["ready", "ready order.cancellation_refused"],
		["in_transit", "in_transit order.cancellation_refused"],
		["completed", "order_completed"],
		["cancelled", "order_cancelled"],
		["rejected", "order_rejected"],
	])("%s → %s", (status, expected) => {
		expect(outcome(decide(anOrder({ status }), cancel(), 1_000))).toBe(expected);
	});

	it("follows the maker's answer while accepted", () => {
		const accepted = anOrder({ status: "accepted" });

		expect(outcome(decide(accepted, cancel({ kind: "granted" }), 1))).toBe("cancelled order.cancelled");
		expect(outcome(decide(accepted, cancel({ kind: "refused", code: "brewing_started" }), 1))).toBe("accepted order.cancellation_refused");
		expect(outcome(decide(accepted, cancel(unreachable), 1))).toBe("accepted order.cancellation_held");
	});

	it("publishes a held cancellation once, and counts the attempts", () => {
		const held = (decide(anOrder({ status: "accepted" }), cancel(unreachable), 1) as { state: Order }).state;
		const again = decide(held, cancel({ ...unreachable, nextAttemptAt: 5_000 }), 2);

		expect(outcome(again)).toBe("accepted");
		expect(again).toMatchObject({ state: { cancellation: { status: "held", attempts: 2, requestedAt: 1, nextAttemptAt: 5_000 } } });
		expect(orderRules.due?.(held)).toEqual({ at: 2_000, command: { type: "askMaker" } });
	});

	it("decides a held cancellation when brewing has started or the order has ended", () => {
		const held = (decide(anOrder({ status: "accepted" }), cancel(unreachable), 1) as { state: Order }).state;

		const started = decide(held, { type: "startBrewing" }, 3);
		const ranOut = decide(held, { type: "runOut" }, 3);

		expect(outcome(started)).toBe("preparing order.preparing order.cancellation_refused");
		expect(started).toMatchObject({
			state: { cancellation: { status: "refused", code: "brewing_started", decidedAt: 3, nextAttemptAt: null } },
		});
		expect(ranOut).toMatchObject({ state: { status: "cancelled", reason: "out_of_stock", cancellation: { status: "granted" } } });
	});

	it("is indexed by its maker only while the cancellation is held", () => {
		const held = (decide(anOrder({ status: "accepted" }), cancel(unreachable), 1) as { state: Order }).state;
		const answered = decide(held, { type: "makerAnswered", answer: { kind: "granted" } }, 2) as { state: Order };
		const parcel = decide(anOrder({ status: "accepted", kind: "parcel" }), cancel(unreachable), 1) as { state: Order };

		expect(held.awaits).toBe("brew");
		expect(parcel.state.awaits).toBe("delivery");
		expect(answered.state).not.toHaveProperty("awaits");
		expect(pick(OrderSnapshot, held)).not.toHaveProperty("awaits");
	});

	it.each<[string, MakerAnswer, string]>([
		["granted", { kind: "granted" }, "cancelled order.cancelled"],
		["refused", { kind: "refused", code: "brewing_started" }, "accepted order.cancellation_refused"],
		["unreachable", { kind: "unreachable", nextAttemptAt: 9_000 }, "accepted"],
	])("applies the maker's answer to a held cancellation: %s", (_, answer, expected) => {
		const held = (decide(anOrder({ status: "accepted" }), cancel(unreachable), 1) as { state: Order }).state;

		expect(outcome(decide(held, { type: "makerAnswered", answer }, 2))).toBe(expected);
	});

	it.each(STATUSES)("ignores the maker's answer without a held cancellation: %s", (status) => {
		for (const answer of [{ kind: "granted" }, { kind: "refused", code: "brewing_started" }, unreachable] as const)
			expect(outcome(decide(anOrder({ status }), { type: "makerAnswered", answer }, 2))).toBe("ignored");
	});

	it("is granted once, by the maker's message or its answer, whichever arrives first", () => {
		const held = (decide(anOrder({ status: "accepted" }), cancel(unreachable), 1) as { state: Order }).state;
		const byMessage = decide(held, { type: "makerCancelled" }, 5) as { state: Order };

		expect(outcome(byMessage as never)).toBe("cancelled order.cancelled");
		expect(byMessage.state.cancellation).toMatchObject({
			status: "granted",
			requestedAt: 1,
			decidedAt: 5,
			attempts: 1,
			nextAttemptAt: null,
		});
		expect(outcome(decide(byMessage.state, cancel({ kind: "granted" }), 6))).toBe("ignored");
	});

	it("can be requested again after a refusal, because a rider may have declined since", () => {
		const parcel = anOrder({ status: "accepted", kind: "parcel" });
		const refused = (decide(parcel, cancel({ kind: "refused", code: "rider_assigned" }), 1) as { state: Order }).state;
		const held = (decide(refused, cancel(unreachable), 100) as { state: Order }).state;

		expect(outcome(decide(refused, cancel({ kind: "granted" }), 2))).toBe("cancelled order.cancelled");
		expect(held.cancellation).toMatchObject({ status: "held", requestedAt: 100, attempts: 1 });
	});

	it("has no further effect when repeated", () => {
		const cancelled = (decide(anOrder({ status: "submitted" }), cancel(), 1) as { state: Order }).state;

		expect(decide(cancelled, cancel(), 2)).toEqual({ kind: "ignore" });
		expect(cancelled).toMatchObject({ status: "cancelled", reason: "customer", cancellation: { status: "granted", decidedAt: 1 } });
	});
});

describe("the messages that repeat a state", () => {
	const republished = (change: Partial<Order>) => orderRules.republish(anOrder({ submittedAt: 1, acceptedAt: 2, ...change }));

	it.each<[Partial<Order>, string[]]>([
		[{ status: "placed", submittedAt: null, acceptedAt: null }, ["order.placed"]],
		[{ status: "submitted", acceptedAt: null }, ["order.placed", "order.submitted"]],
		[{ status: "accepted" }, ["order.placed", "order.submitted", "order.accepted"]],
		[{ status: "in_transit" }, ["order.placed", "order.submitted", "order.accepted", "order.departed"]],
		[{ status: "completed", refunded: true }, ["order.placed", "order.submitted", "order.accepted", "order.completed", "order.refunded"]],
		[{ status: "cancelled", submittedAt: null, acceptedAt: null }, ["order.placed", "order.cancelled"]],
		[{ status: "rejected", acceptedAt: null }, ["order.placed", "order.submitted", "order.rejected"]],
	])("%j", (change, expected) => {
		expect(republished(change)).toEqual(expected);
	});
});

describe("what the order knows already", () => {
	it("has no effect when it is repeated", () => {
		const repeat = (change: Partial<Order>, command: OrderCommand) => outcome(decide(anOrder(change), command, 9_000));

		expect(repeat({ status: "ready", payment: { timing: "prepaid", status: "approved" } }, COMMANDS.approved!)).toBe("ignored");
		expect(repeat({ status: "submitted", answerBy: 5_000 }, { type: "storeReceived", answerBy: 5_000, readyAt: 1 })).toBe("ignored");
	});
});

describe("when a rider is assigned", () => {
	it("has its rider from the assignment on; the rider's acceptance changes nothing", () => {
		const assigned = decide(anOrder({ status: "accepted", kind: "parcel" }), { type: "assignRider", riderId: "acc_3" }, 1) as {
			state: Order;
		};

		expect(assigned.state.riderId).toBe("acc_3");
		expect(decide(assigned.state, { type: "assignRider", riderId: "acc_3" }, 2)).toMatchObject({ kind: "ignore" });
		expect(decide(assigned.state, { type: "assignRider", riderId: null }, 3)).toMatchObject({ state: { riderId: null } });
	});
});

describe("when it has ended", () => {
	it.each([
		["expired", "placed", "payment_expired"],
		["giveUp", "submitted", "store_unanswered"],
		["closeOut", "accepted", "store_closed"],
		["reject", "submitted", "no beans"],
		["runOut", "accepted", "out_of_stock"],
		["leave", "ready", "uncollected"],
		["fail", "in_transit", "undeliverable"],
	] as const)("has its reason: %s", (name, status, reason) => {
		expect(decide(anOrder({ status }), COMMANDS[name]!, 1_000)).toMatchObject({ state: { reason } });
	});

	it("still copies its payment's status", () => {
		expect(decide(anOrder({ status: "cancelled" }), { type: "payment", status: "refunded" }, 1)).toMatchObject({
			kind: "become",
			emits: [],
			state: { status: "cancelled", payment: { status: "refunded" } },
		});
	});

	it("can be refunded once, if it was completed", () => {
		const refund: OrderCommand = { type: "refund", reason: "cold" };
		const refunded = decide(anOrder({ status: "completed" }), refund, 1) as { state: Order };

		expect(outcome(refunded as never)).toBe("completed order.refunded");
		expect(refunded.state.reason).toBe("cold");
		expect(outcome(decide(refunded.state, refund, 2))).toBe("already_refunded");
		expect(outcome(decide(anOrder({ status: "ready" }), refund, 1))).toBe("order_ready");
	});
});
