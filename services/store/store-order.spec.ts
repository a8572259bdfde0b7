import type { StoreOrderStatus } from "../../contracts/store-order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import { outcome, reachable, stateAfter } from "../../test/support/builders/rules.ts";
import { decide, type StoreOrder, type StoreOrderCommand, storeOrderRules, TRANSITIONS } from "./store-order.ts";

const auto = { brew: false, dispatch: false };
const receive = (accept = false): StoreOrderCommand => ({
	type: "receive",
	order: anOrder(),
	accept,
	auto,
	readyAt: 9_000,
	answerSeconds: 300,
});
const follow = (status: "preparing" | "ready" | "in_transit" | "completed" | "cancelled", change = {}): StoreOrderCommand => ({
	type: "follow",
	order: anOrder({ status, ...change }),
	collectSeconds: 100,
});
const accept: StoreOrderCommand = { type: "accept", auto, readyAt: 9_000 };
const reject: StoreOrderCommand = { type: "reject", reason: "no beans" };
const giveUp: StoreOrderCommand = { type: "giveUp" };
const collect: StoreOrderCommand = { type: "collect" };
const leave: StoreOrderCommand = { type: "leave" };

const submitted = stateAfter(storeOrderRules, null, [receive()]);
const IN: Record<StoreOrderStatus, StoreOrder> = {
	submitted,
	accepted: stateAfter(storeOrderRules, submitted, [accept]),
	preparing: stateAfter(storeOrderRules, submitted, [accept, follow("preparing")]),
	ready: stateAfter(storeOrderRules, submitted, [accept, follow("ready")]),
	in_transit: stateAfter(storeOrderRules, submitted, [accept, follow("in_transit")]),
	completed: stateAfter(storeOrderRules, submitted, [accept, follow("ready"), collect]),
	cancelled: stateAfter(storeOrderRules, submitted, [follow("cancelled")]),
	rejected: stateAfter(storeOrderRules, submitted, [reject]),
	unanswered: stateAfter(storeOrderRules, submitted, [giveUp]),
	uncollected: stateAfter(storeOrderRules, submitted, [accept, follow("ready"), leave]),
};
const STATUSES = Object.keys(TRANSITIONS) as StoreOrderStatus[];
const refusedIn = (status: StoreOrderStatus) => `order_${status === "unanswered" || status === "uncollected" ? "cancelled" : status}`;

describe("transitions", () => {
	it.each(
		STATUSES.flatMap((status) => [accept, reject, giveUp, collect, leave].map((command) => ({ status, command, type: command.type }))),
	)("$status, $type", ({ status, command }) => {
		const expected: Partial<Record<string, string>> = {
			"submitted accept": "accepted store.accepted",
			"submitted reject": "rejected store.rejected",
			"submitted giveUp": "unanswered store.unanswered",
			"ready collect": "completed store.collected",
			"ready leave": "uncollected store.uncollected",
		};

		expect(outcome(decide(IN[status], command, 5_000))).toBe(expected[`${status} ${command.type}`] ?? refusedIn(status));
	});

	it("ignore later messages about the order in a final status", () => {
		for (const status of ["completed", "cancelled", "rejected", "unanswered", "uncollected"] as const)
			for (const orderStatus of ["preparing", "ready", "cancelled"] as const)
				expect(outcome(decide(IN[status], follow(orderStatus), 1))).toBe("ignored");
	});

	it("reach every status that the store decides", () => {
		expect(reachable(TRANSITIONS, ["submitted", "ready"])).toEqual(
			new Set(["submitted", "ready", "accepted", "rejected", "unanswered", "completed", "uncollected"]),
		);
	});
});

describe("when an order is submitted", () => {
	it("waits for the store's answer until answerBy", () => {
		const received = stateAfter(storeOrderRules, null, [receive()], 1_000);

		expect(received).toMatchObject({ status: "submitted", answerBy: 301_000, readyAt: 9_000 });
		expect(storeOrderRules.due?.(received)).toEqual({ at: 301_000, command: { type: "giveUp" } });
	});

	it("is accepted at once if the store accepts automatically", () => {
		const decision = decide(null, receive(true), 1_000);

		expect(outcome(decision)).toBe("accepted store.accepted");
		expect(decision).toMatchObject({ state: { answerBy: null, readyAt: 9_000 } });
	});

	it("is received once", () => {
		expect(outcome(decide(IN.accepted, receive(), 1))).toBe("ignored");
	});
});

describe("the messages that repeat a state", () => {
	it.each<[StoreOrderStatus, string[]]>([
		["submitted", ["store.received"]],
		["accepted", ["store.accepted"]],
		["preparing", ["store.accepted"]],
		["ready", ["store.accepted"]],
		["in_transit", ["store.accepted"]],
		["completed", ["store.accepted", "store.collected"]],
		["cancelled", []],
		["rejected", ["store.rejected"]],
		["unanswered", ["store.unanswered"]],
		["uncollected", ["store.accepted", "store.uncollected"]],
	])("of an order that is %s", (status, expected) => {
		expect(storeOrderRules.republish(IN[status])).toEqual(expected);
	});
});

describe("when the order progresses", () => {
	it("sets a timer for an order that nobody collects", () => {
		const ready = stateAfter(storeOrderRules, IN.accepted, [follow("ready")], 1_000);

		expect(storeOrderRules.due?.(ready)).toEqual({ at: 101_000, command: { type: "leave" } });
	});

	it("changes nothing when a message repeats the status, so that the time to collect is not prolonged", () => {
		const ready = stateAfter(storeOrderRules, IN.accepted, [follow("ready")], 1_000);

		expect(outcome(decide(ready, follow("ready"), 50_000))).toBe("ignored");
	});

	it.each([
		["uncollected", "uncollected"],
		["store_unanswered", "unanswered"],
		["customer", "cancelled"],
	] as const)("copies the end of an order that was cancelled as %s", (reason, expected) => {
		expect(outcome(decide(IN.submitted, follow("cancelled", { reason }), 1))).toBe(expected);
	});

	it("cannot be collected by the customer if a rider delivers it", () => {
		const ready = stateAfter(storeOrderRules, IN.accepted, [follow("ready", { fulfilment: "delivery" })], 1_000);

		expect(storeOrderRules.due?.(ready)).toBeUndefined();
		expect(outcome(decide(ready, collect, 1))).toBe("order_is_delivered");
	});

	it("is created from a message that overtook the submission", () => {
		const cancelled = stateAfter(storeOrderRules, null, [follow("cancelled")]);

		expect(cancelled.status).toBe("cancelled");
		expect(outcome(decide(cancelled, receive(true), 1))).toBe("ignored");
	});
});
