import { DeliverySnapshot, type DeliveryStatus } from "../../contracts/delivery.ts";
import { pick } from "../../contracts/notation/contract.ts";
import { outcome, reachable, stateAfter } from "../../test/support/builders/rules.ts";
import { type DeliveryCommand, decide, deliveryRules } from "./delivery.ts";
import { type Delivery, isHeldBy, TRANSITIONS } from "./delivery-state.ts";

const from = { address: "서울 마포구", lat: 37.55, lng: 126.92 };
const to = { address: "서울 강남구", lat: 37.5, lng: 127.03 };
const key = { orderId: "ord_1", storeId: "gangnam", customerId: "acc_1" };
const request = (ready = true, autoDispatch = false): DeliveryCommand => ({
	type: "request",
	...key,
	number: "A-12",
	from,
	to,
	autoDispatch,
	ready,
	pin: "4711",
});
const cancel: DeliveryCommand = { type: "cancel", ...key };
const drop: DeliveryCommand = { type: "drop", ...key };
const assign = (take = 1, riderId = "r1"): DeliveryCommand => ({ type: "assign", riderId, take, robot: false, answerSeconds: 45 });
const by = (type: "accept" | "decline" | "depart", riderId = "r1"): DeliveryCommand => ({ type, riderId });
const move: DeliveryCommand = { type: "move", riderId: "r1", lat: 37.52, lng: 127 };
const confirm = (pin = "4711"): DeliveryCommand => ({ type: "confirm", riderId: "r1", pin });
const fail: DeliveryCommand = { type: "fail", riderId: "r1", reason: "recipient absent" };
const abandon: DeliveryCommand = { type: "abandon", reason: "no rider available" };
const unlock: DeliveryCommand = { type: "unlock", pin: "0815" };

const stateOf = (...commands: DeliveryCommand[]): Delivery => stateAfter(deliveryRules, null, commands);
const STATES: Record<DeliveryStatus, Delivery> = {
	requested: stateOf(request()),
	assigned: stateOf(request(), assign()),
	accepted: stateOf(request(), assign(), by("accept")),
	in_transit: stateOf(request(), assign(), by("accept"), by("depart")),
	delivered: stateOf(request(), assign(), by("accept"), by("depart"), confirm()),
	cancelled: { ...stateOf(request(), assign(), drop) },
	failed: stateOf(request(), assign(), by("accept"), fail),
};
const STATUSES = Object.keys(TRANSITIONS) as DeliveryStatus[];
const COMMANDS: DeliveryCommand[] = [
	request(),
	cancel,
	drop,
	assign(2),
	{ type: "disown", riderId: "r1", take: 1 },
	by("accept"),
	by("decline"),
	by("depart"),
	move,
	confirm(),
	fail,
	abandon,
	unlock,
	{ type: "dispatch" },
	{ type: "searchLater" },
	{ type: "timeOut" },
	{ type: "act" },
];

/** Pairs with an effect or a specific refusal; all other pairs are refused with the status as the code. */
const EXPECTED: Record<DeliveryStatus, Partial<Record<DeliveryCommand["type"], string>>> = {
	requested: {
		assign: "assigned delivery.assigned",
		cancel: "cancelled delivery.cancelled",
		drop: "cancelled delivery.cancelled",
		searchLater: "requested",
		disown: "requested",
		unlock: "requested",
		abandon: "failed delivery.failed",
		// No rider has it yet, so riders cannot learn that it exists.
		accept: "not_found",
		decline: "not_found",
		depart: "not_found",
		move: "not_found",
		confirm: "not_found",
		fail: "not_found",
		timeOut: "ignored",
	},
	assigned: {
		accept: "accepted delivery.accepted",
		decline: "requested delivery.search_restarted",
		timeOut: "requested delivery.search_restarted",
		drop: "cancelled delivery.cancelled",
		abandon: "failed delivery.failed",
		cancel: "rider_assigned",
		unlock: "assigned",
	},
	accepted: {
		depart: "in_transit delivery.departed",
		move: "accepted",
		fail: "failed delivery.failed",
		drop: "cancelled delivery.cancelled",
		cancel: "rider_assigned",
		unlock: "accepted",
	},
	in_transit: {
		move: "in_transit",
		confirm: "delivered delivery.delivered",
		fail: "failed delivery.failed",
		drop: "cancelled delivery.cancelled",
		cancel: "rider_assigned",
		unlock: "in_transit",
	},
	delivered: { cancel: "rider_assigned" },
	cancelled: {},
	failed: { cancel: "rider_assigned" },
};
const IGNORED = ["request", "dispatch", "disown", "searchLater", "timeOut", "act"];
const IGNORED_AT_THE_END = ["drop"];

const expected = (status: DeliveryStatus, type: DeliveryCommand["type"]): string => {
	const own = EXPECTED[status][type];
	if (own) return own;
	const isOver = Object.keys(TRANSITIONS[status]).length === 0;
	if (IGNORED.includes(type) || (isOver && IGNORED_AT_THE_END.includes(type))) return "ignored";
	return status === "cancelled" && type === "cancel" ? "ignored" : `delivery_${status}`;
};

describe("every status and command", () => {
	it.each(STATUSES.flatMap((status) => COMMANDS.map((command) => ({ status, type: command.type, command }))))(
		"$status, $type",
		({ status, type, command }) => {
			expect(outcome(decide(STATES[status], command, 100_000))).toBe(expected(status, type));
		},
	);

	it("can reach every status", () => {
		expect([...reachable(TRANSITIONS, ["requested"])].sort()).toEqual([...STATUSES].sort());
	});

	it("ignores all but request, cancel and drop before the delivery exists", () => {
		for (const command of COMMANDS.filter(({ type }) => !["request", "cancel", "drop"].includes(type)))
			expect(outcome(decide(null, command, 1))).toBe("ignored");
	});
});

describe("when requested", () => {
	it("searches for a rider and keeps the PIN out of its messages", () => {
		const decision = decide(null, request(false), 1_000);

		expect(outcome(decision)).toBe("requested delivery.requested");
		expect(decision).toMatchObject({ state: { pin: "4711", triesLeft: 5, holder: "open", ready: false, createdAt: 1_000 } });
		expect(JSON.stringify(pick(DeliverySnapshot, STATES.in_transit))).not.toContain("4711");
	});

	it("is created once; a later request only marks the goods as ready", () => {
		const waiting = stateOf(request(false));

		expect(decide(waiting, request(false), 1)).toEqual({ kind: "ignore" });
		expect(decide(waiting, request(true), 1)).toMatchObject({ emits: ["delivery.ready"], state: { ready: true, pin: "4711" } });
	});

	it("does not depart before the goods are ready", () => {
		const accepted = stateOf(request(false), assign(), by("accept"));

		expect(outcome(decide(accepted, by("depart"), 1))).toBe("not_ready");
		expect(outcome(decide(stateAfter(deliveryRules, accepted, [request(true)]), by("depart"), 1))).toBe("in_transit delivery.departed");
	});
});

describe("when the order is further than its delivery, after a restore or lost messages", () => {
	const conclude: DeliveryCommand = { ...request(), type: "request", delivered: true } as DeliveryCommand;

	it.each(["requested", "assigned", "accepted", "in_transit"] as const)("is delivered with its order if it is %s", (status) => {
		const decision = decide(STATES[status], conclude, 5_000);

		expect(outcome(decision)).toBe("delivered delivery.delivered");
		expect(decision).toMatchObject({ state: { released: status === "requested" ? null : { riderId: "r1", take: 1 }, answerBy: null } });
	});

	it("is created as delivered, and otherwise unchanged at its end", () => {
		expect(outcome(decide(null, conclude, 5_000))).toBe("delivered delivery.delivered");
		for (const status of ["delivered", "cancelled", "failed"] as const)
			expect(outcome(decide(STATES[status], conclude, 1))).toBe("ignored");
	});

	it("fails with an order that could not be delivered", () => {
		for (const found of [null, STATES.requested, STATES.assigned, STATES.accepted, STATES.in_transit])
			expect(outcome(decide(found, { ...drop, failed: true } as DeliveryCommand, 1))).toBe("failed delivery.failed");
	});
});

describe("the messages that repeat a state", () => {
	it.each<[string, Delivery, string[]]>([
		["requested", STATES.requested, ["delivery.requested"]],
		["declined", stateOf(request(), assign(), by("decline")), ["delivery.search_restarted"]],
		["assigned", STATES.assigned, ["delivery.assigned"]],
		["accepted before the goods are ready", stateOf(request(false), assign(), by("accept")), ["delivery.accepted"]],
		["accepted", STATES.accepted, ["delivery.accepted", "delivery.ready"]],
		["in transit", STATES.in_transit, ["delivery.departed"]],
		["delivered", STATES.delivered, ["delivery.delivered"]],
		["cancelled", STATES.cancelled, ["delivery.cancelled"]],
		["failed", STATES.failed, ["delivery.failed"]],
	])("of a delivery that is %s", (_, delivery, expected) => {
		expect(deliveryRules.republish(delivery)).toEqual(expected);
	});
});

describe("when abandoned", () => {
	it("fails with the store's reason and stops the search", () => {
		const searching = stateAfter(deliveryRules, null, [request(true, true), { type: "searchLater" }]);

		const abandoned = stateAfter(deliveryRules, searching, [abandon]);

		expect(abandoned).toMatchObject({ status: "failed", reason: "no rider available", holder: "nobody", released: null });
		expect(deliveryRules.due?.(abandoned)).toBeUndefined();
		expect(outcome(decide(abandoned, request(), 1))).toBe("ignored");
		expect(outcome(decide(abandoned, assign(), 1))).toBe("delivery_failed");
	});

	it("releases the rider who has not answered", () => {
		expect(stateAfter(deliveryRules, STATES.assigned, [abandon])).toMatchObject({ released: { riderId: "r1", take: 1 }, answerBy: null });
	});
});

describe("when cancelled", () => {
	it("ignores a request that arrives after the cancellation", () => {
		for (const command of [cancel, drop]) {
			const cancelled = stateOf(command);

			expect(cancelled).toMatchObject({ status: "cancelled", holder: "nobody" });
			expect(outcome(decide(cancelled, request(), 1))).toBe("ignored");
			expect(deliveryRules.due?.(cancelled)).toBeUndefined();
		}
	});

	it("releases its rider when the order has ended", () => {
		expect(stateOf(request(), assign(7), drop).released).toEqual({ riderId: "r1", take: 7 });
	});

	it("can be cancelled after its rider declined", () => {
		expect(outcome(decide(stateOf(request(), assign(), by("decline")), cancel, 1))).toBe("cancelled delivery.cancelled");
	});
});

describe("while waiting for the rider's answer", () => {
	it("returns to the search when the time to answer is over, not earlier", () => {
		const assigned = stateAfter(deliveryRules, STATES.requested, [assign()], 1_000);

		expect(assigned.answerBy).toBe(46_000);
		expect(deliveryRules.due?.(assigned)).toEqual({ at: 46_000, command: { type: "timeOut" } });
		expect(outcome(decide(assigned, { type: "timeOut" }, 45_999))).toBe("ignored");
		expect(decide(assigned, { type: "timeOut" }, 46_000)).toMatchObject({
			state: { status: "requested", riderId: null, declined: ["r1"], released: { riderId: "r1", take: 1 }, answerBy: null, holder: "open" },
		});
	});

	it("has no timer once the rider has accepted", () => {
		expect(deliveryRules.due?.(STATES.accepted)).toBeUndefined();
	});

	it("does not exist for other riders", () => {
		expect(outcome(decide(STATES.assigned, by("accept", "r2"), 1))).toBe("not_found");
		expect(outcome(decide(stateOf(request(), assign(), by("decline")), by("accept"), 1))).toBe("not_found");
	});

	it("can be assigned to the same rider again by hand", () => {
		const again = stateOf(request(), assign(1), by("decline"), assign(2));

		expect(again).toMatchObject({ status: "assigned", riderId: "r1", take: 2, released: null, declined: ["r1"] });
	});
});

describe("a disowned take", () => {
	const disown = (take: number): DeliveryCommand => ({ type: "disown", riderId: "r1", take });

	it("cannot become an assignment, but a later take can", () => {
		const disowned = stateAfter(deliveryRules, STATES.requested, [disown(3)]);

		expect(outcome(decide(disowned, assign(3), 1))).toBe("rider_busy");
		expect(outcome(decide(disowned, assign(2), 1))).toBe("rider_busy");
		expect(outcome(decide(disowned, assign(4), 1))).toBe("assigned delivery.assigned");
		expect(outcome(decide(disowned, assign(1, "r2"), 1))).toBe("assigned delivery.assigned");
		expect(outcome(decide(disowned, disown(2), 1))).toBe("ignored");
	});

	it("keeps an assignment that was already made", () => {
		expect(outcome(decide(STATES.accepted, disown(1), 1))).toBe("ignored");
		expect(isHeldBy(STATES.accepted, "r1", 1)).toBe(true);
		expect(isHeldBy(STATES.accepted, "r1", 2)).toBe(false);
		expect(isHeldBy(STATES.accepted, "r2", 1)).toBe(false);
		expect(isHeldBy(STATES.delivered, "r1", 1)).toBe(false);
	});
});

describe("the estimated arrival", () => {
	it("assumes 20 km/h", () => {
		const far = { ...STATES.accepted, from: { ...to, lat: to.lat + 10 / 111.1949 } };

		const { eta } = stateAfter(deliveryRules, far, [by("depart")], 0);

		expect(eta! / 60_000).toBeCloseTo(30, 1);
	});

	it("includes the pickup point before departure, and is null if that is unknown", () => {
		const accepted = stateAfter(deliveryRules, STATES.accepted, [move], 0);
		const departed = stateAfter(deliveryRules, STATES.in_transit, [move], 0);

		expect(accepted.location).toEqual({ lat: 37.52, lng: 127, at: 0 });
		expect(accepted.eta!).toBeGreaterThan(departed.eta!);
		expect(stateAfter(deliveryRules, { ...STATES.accepted, from: null }, [move]).eta).toBeNull();
	});
});

describe("a rider's position", () => {
	const moved = stateAfter(deliveryRules, STATES.in_transit, [move], 10_000);
	const decided = (reportedAt: number | undefined, at: number) =>
		outcome(decide(moved, { ...move, lat: 37.51, ...(reportedAt === undefined ? undefined : { reportedAt }) } as DeliveryCommand, at));

	it("is stored at once if it is the first", () => {
		expect(moved.location).toEqual({ lat: 37.52, lng: 127, at: 10_000 });
	});

	it("is stored 5 s after the last write, and ignored before", () => {
		expect([decided(undefined, 10_000), decided(undefined, 14_999), decided(undefined, 15_000)]).toEqual([
			"ignored",
			"ignored",
			"in_transit",
		]);
	});

	it("is ignored if a later one is stored, and keeps the time of its report", () => {
		expect([decided(10_000, 15_000), decided(9_000, 15_000)]).toEqual(["ignored", "ignored"]);

		const late = stateAfter(deliveryRules, moved, [{ ...move, reportedAt: 12_000 } as DeliveryCommand], 15_000);
		expect(late).toMatchObject({ location: { at: 12_000 }, updatedAt: 15_000 });
	});

	it("is stored by a node whose clock is behind", () => {
		expect(decided(undefined, 9_000)).toBe("in_transit");
	});
});

describe("the PIN", () => {
	const wrong = (times: number) => stateAfter(deliveryRules, STATES.in_transit, Array(times).fill(confirm("0000")));

	it("is locked after five wrong tries", () => {
		expect([1, 2, 3, 4, 5].map((times) => wrong(times).triesLeft)).toEqual([4, 3, 2, 1, 0]);
		expect(outcome(decide(wrong(5), confirm(), 1))).toBe("pin_locked");
		expect(outcome(decide(wrong(4), confirm(), 1))).toBe("delivered delivery.delivered");
	});

	it("is replaced, with new tries, when unlocked", () => {
		const unlocked = stateAfter(deliveryRules, wrong(5), [unlock]);

		expect(unlocked.triesLeft).toBe(5);
		expect(outcome(decide(unlocked, confirm("4711"), 1))).toBe("in_transit");
		expect(outcome(decide(unlocked, confirm("0815"), 1))).toBe("delivered delivery.delivered");
	});
});

describe("when the rider gives up", () => {
	it("fails with the rider's reason", () => {
		expect(decide(STATES.in_transit, fail, 1)).toMatchObject({
			state: { status: "failed", reason: "recipient absent", eta: null, riderId: "r1", released: { riderId: "r1", take: 1 } },
		});
	});
});

describe("automatic dispatch", () => {
	const dispatch = { type: "dispatch" };

	it("forgets who declined after six searches without a rider", () => {
		const unwilling = { ...stateAfter(deliveryRules, null, [request(true, true)], 1_000), declined: ["acc_3"] };
		const declinedAfter = (searches: number) =>
			stateAfter(deliveryRules, unwilling, Array(searches).fill({ type: "searchLater" }), 1_000).declined;

		expect(declinedAfter(5)).toEqual(["acc_3"]);
		expect(declinedAfter(6)).toEqual([]);
	});

	it("searches at once, then with growing delays of at most 10 s", () => {
		const requested = stateAfter(deliveryRules, null, [request(true, true)], 1_000);
		expect(deliveryRules.due?.(requested)).toEqual({ at: 1_000, command: dispatch });

		const waits = [0, 1, 2, 3, 4, 30].map((times) => {
			const state = stateAfter(deliveryRules, requested, Array(times + 1).fill({ type: "searchLater" }), 1_000);
			return deliveryRules.due!(state)!.at - 1_000;
		});
		expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
	});

	it("searches again at once after a decline", () => {
		const declined = stateAfter(deliveryRules, null, [request(true, true), assign(), by("decline")], 2_000);

		expect(deliveryRules.due?.(declined)).toEqual({ at: 2_000, command: dispatch });
	});
});

describe("a robot", () => {
	const robot: DeliveryCommand = { type: "assign", riderId: "robot-gangnam", take: 0, robot: true, answerSeconds: 45 };

	/** Fires timers until none is left, and records what is emitted when. */
	const run = (start: Delivery, until?: (delivery: Delivery) => boolean) => {
		const emitted: [number, string][] = [];
		let delivery = start;
		for (let due = deliveryRules.due?.(delivery); due && !until?.(delivery); due = deliveryRules.due?.(delivery)) {
			const decision = decide(delivery, due.command as DeliveryCommand, due.at);
			if (decision.kind !== "become") throw new Error(`${due.command.type} was ${decision.kind}d`);
			delivery = decision.state;
			emitted.push([due.at, decision.emits.join(" ")]);
		}
		return { emitted, delivery };
	};

	it("accepts, departs, rides and delivers, one second per step", () => {
		const { delivery, emitted } = run(stateAfter(deliveryRules, null, [request(), robot], 0));

		expect(emitted).toEqual([
			[1_000, "delivery.accepted"],
			[2_000, "delivery.departed"],
			[3_000, ""],
			[4_000, ""],
			[5_000, "delivery.delivered"],
		]);
		expect(delivery).toMatchObject({ status: "delivered", riderId: "robot-gangnam", nextAt: null });
		expect(delivery.location!.lat).toBeCloseTo(from.lat + ((to.lat - from.lat) * 2) / 3, 9);
	});

	it("waits for the goods to be ready", () => {
		const { delivery } = run(stateAfter(deliveryRules, null, [request(false), robot], 0));
		expect(delivery.status).toBe("accepted");

		const ready = stateAfter(deliveryRules, delivery, [request(true)], 9_000);

		expect(run(ready).delivery).toMatchObject({ status: "delivered" });
		expect(deliveryRules.due?.(ready)).toEqual({ at: 10_000, command: { type: "act" } });
	});

	it("ignores a step that comes early", () => {
		const assigned = stateAfter(deliveryRules, null, [request(), robot], 0);

		expect(outcome(decide(assigned, { type: "act" }, 999))).toBe("ignored");
	});

	it("delivers even if the pickup point is unknown", () => {
		const unlocated = stateAfter(deliveryRules, null, [{ ...request(), from: null } as DeliveryCommand, robot], 0);

		expect(run(unlocated).delivery.status).toBe("delivered");
	});
});
