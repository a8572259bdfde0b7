import { pick } from "../../contracts/contract.ts";
import { DeliverySnapshot, type DeliveryStatus } from "../../contracts/delivery.ts";
import { outcome, reachable, told } from "../../test/support/builders/rules.ts";
import { type DeliveryCommand, decide, deliveryRules } from "./delivery.ts";
import { type Delivery, isHeldBy, TRANSITIONS } from "./delivery-state.ts";

const from = { address: "서울 마포구", lat: 37.55, lng: 126.92 };
const to = { address: "서울 강남구", lat: 37.5, lng: 127.03 };
const key = { orderId: "ord_1", storeId: "gangnam", customerId: "acc_1" };
const want = (ready = true, autoDispatch = false): DeliveryCommand => ({
	type: "want",
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
const fail: DeliveryCommand = { type: "fail", riderId: "r1", reason: "nobody there" };
const abandon: DeliveryCommand = { type: "abandon", reason: "nobody rides tonight" };
const unlock: DeliveryCommand = { type: "unlock", pin: "0815" };

const having = (...commands: DeliveryCommand[]): Delivery => told(deliveryRules, null, commands);
const IN: Record<DeliveryStatus, Delivery> = {
	requested: having(want()),
	assigned: having(want(), assign()),
	accepted: having(want(), assign(), by("accept")),
	in_transit: having(want(), assign(), by("accept"), by("depart")),
	delivered: having(want(), assign(), by("accept"), by("depart"), confirm()),
	cancelled: { ...having(want(), assign(), drop) },
	failed: having(want(), assign(), by("accept"), fail),
};
const STATUSES = Object.keys(TRANSITIONS) as DeliveryStatus[];
const COMMANDS: DeliveryCommand[] = [
	want(),
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
	{ type: "seekLater" },
	{ type: "silence" },
	{ type: "act" },
];

/** Where a command has an effect or an answer of its own; to all else the refusal names the state. */
const EXPECTED: Record<DeliveryStatus, Partial<Record<DeliveryCommand["type"], string>>> = {
	requested: {
		assign: "assigned delivery.assigned",
		cancel: "cancelled delivery.cancelled",
		drop: "cancelled delivery.cancelled",
		seekLater: "requested",
		disown: "requested",
		unlock: "requested",
		abandon: "failed delivery.failed",
		// Nobody has it yet, so there is no such delivery for any rider.
		accept: "not_found",
		decline: "not_found",
		depart: "not_found",
		move: "not_found",
		confirm: "not_found",
		fail: "not_found",
		silence: "ignored",
	},
	assigned: {
		accept: "accepted delivery.accepted",
		decline: "requested delivery.search_restarted",
		silence: "requested delivery.search_restarted",
		drop: "cancelled delivery.cancelled",
		abandon: "failed delivery.failed",
		cancel: "rider_assigned",
		unlock: "assigned",
	},
	accepted: {
		depart: "in_transit delivery.departed",
		move: "accepted delivery.moved",
		fail: "failed delivery.failed",
		drop: "cancelled delivery.cancelled",
		cancel: "rider_assigned",
		unlock: "accepted",
	},
	in_transit: {
		move: "in_transit delivery.moved",
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
const SILENT = ["want", "dispatch", "disown", "seekLater", "silence", "act"];
const SILENT_AT_THE_END = ["drop"];

const expected = (status: DeliveryStatus, type: DeliveryCommand["type"]): string => {
	const own = EXPECTED[status][type];
	if (own) return own;
	const isOver = Object.keys(TRANSITIONS[status]).length === 0;
	if (SILENT.includes(type) || (isOver && SILENT_AT_THE_END.includes(type))) return "ignored";
	return status === "cancelled" && type === "cancel" ? "ignored" : `delivery_${status}`;
};

describe("every status and command", () => {
	it.each(STATUSES.flatMap((status) => COMMANDS.map((command) => ({ status, type: command.type, command }))))(
		"$status, $type",
		({ status, type, command }) => {
			expect(outcome(decide(IN[status], command, 100_000))).toBe(expected(status, type));
		},
	);

	it("can reach every status", () => {
		expect([...reachable(TRANSITIONS, ["requested"])].sort()).toEqual([...STATUSES].sort());
	});

	it("means nothing to a delivery that nobody has wanted", () => {
		for (const command of COMMANDS.filter(({ type }) => !["want", "cancel", "drop"].includes(type)))
			expect(outcome(decide(null, command, 1))).toBe("ignored");
	});
});

describe("when an order wants to be delivered", () => {
	it("seeks a rider, and has a PIN for the customer that messages keep to themselves", () => {
		const decision = decide(null, want(false), 1_000);

		expect(outcome(decision)).toBe("requested delivery.requested");
		expect(decision).toMatchObject({ state: { pin: "4711", triesLeft: 5, holder: "open", ready: false, createdAt: 1_000 } });
		expect(JSON.stringify(pick(DeliverySnapshot, IN.in_transit))).not.toContain("4711");
	});

	it("is wanted once, and then only hears that the goods are ready", () => {
		const waiting = having(want(false));

		expect(decide(waiting, want(false), 1)).toEqual({ kind: "ignore" });
		expect(decide(waiting, want(true), 1)).toMatchObject({ emits: ["delivery.ready"], state: { ready: true, pin: "4711" } });
	});

	it("waits for the goods before it departs", () => {
		const accepted = having(want(false), assign(), by("accept"));

		expect(outcome(decide(accepted, by("depart"), 1))).toBe("not_ready");
		expect(outcome(decide(told(deliveryRules, accepted, [want(true)]), by("depart"), 1))).toBe("in_transit delivery.departed");
	});
});

describe("when nobody takes it", () => {
	it("ends for its store's reason, and seeks nobody any more", () => {
		const sought = told(deliveryRules, null, [want(true, true), { type: "seekLater" }]);

		const given = told(deliveryRules, sought, [abandon]);

		expect(given).toMatchObject({ status: "failed", reason: "nobody rides tonight", holder: "nobody", released: null });
		expect(deliveryRules.due?.(given)).toBeUndefined();
		expect(outcome(decide(given, want(), 1))).toBe("ignored");
		expect(outcome(decide(given, assign(), 1))).toBe("delivery_failed");
	});

	it("lets go of the rider who has not answered", () => {
		expect(told(deliveryRules, IN.assigned, [abandon])).toMatchObject({ released: { riderId: "r1", take: 1 }, answerBy: null });
	});
});

describe("when it is cancelled", () => {
	it("seeks nobody for an order that comes after its own cancel", () => {
		for (const command of [cancel, drop]) {
			const cancelled = having(command);

			expect(cancelled).toMatchObject({ status: "cancelled", holder: "nobody" });
			expect(outcome(decide(cancelled, want(), 1))).toBe("ignored");
			expect(deliveryRules.due?.(cancelled)).toBeUndefined();
		}
	});

	it("lets its rider go when the order has ended", () => {
		expect(having(want(), assign(7), drop).released).toEqual({ riderId: "r1", take: 7 });
	});

	it("may be cancelled again after its rider declined", () => {
		expect(outcome(decide(having(want(), assign(), by("decline")), cancel, 1))).toBe("cancelled delivery.cancelled");
	});
});

describe("when a rider is to answer", () => {
	it("is sought again after the time to answer, and not earlier", () => {
		const assigned = told(deliveryRules, IN.requested, [assign()], 1_000);

		expect(assigned.answerBy).toBe(46_000);
		expect(deliveryRules.due?.(assigned)).toEqual({ at: 46_000, command: { type: "silence" } });
		expect(outcome(decide(assigned, { type: "silence" }, 45_999))).toBe("ignored");
		expect(decide(assigned, { type: "silence" }, 46_000)).toMatchObject({
			state: { status: "requested", riderId: null, declined: ["r1"], released: { riderId: "r1", take: 1 }, answerBy: null, holder: "open" },
		});
	});

	it("waits no longer once the rider has accepted", () => {
		expect(deliveryRules.due?.(IN.accepted)).toBeUndefined();
	});

	it("is no delivery of any other rider", () => {
		expect(outcome(decide(IN.assigned, by("accept", "r2"), 1))).toBe("not_found");
		expect(outcome(decide(having(want(), assign(), by("decline")), by("accept"), 1))).toBe("not_found");
	});

	it("may be offered to the same rider again by hand", () => {
		const again = having(want(), assign(1), by("decline"), assign(2));

		expect(again).toMatchObject({ status: "assigned", riderId: "r1", take: 2, released: null, declined: ["r1"] });
	});
});

describe("when a take has come to nothing", () => {
	const disown = (take: number): DeliveryCommand => ({ type: "disown", riderId: "r1", take });

	it("cannot become an assignment any more, but the next can", () => {
		const disowned = told(deliveryRules, IN.requested, [disown(3)]);

		expect(outcome(decide(disowned, assign(3), 1))).toBe("rider_busy");
		expect(outcome(decide(disowned, assign(2), 1))).toBe("rider_busy");
		expect(outcome(decide(disowned, assign(4), 1))).toBe("assigned delivery.assigned");
		expect(outcome(decide(disowned, assign(1, "r2"), 1))).toBe("assigned delivery.assigned");
		expect(outcome(decide(disowned, disown(2), 1))).toBe("ignored");
	});

	it("stands when it has become one", () => {
		expect(outcome(decide(IN.accepted, disown(1), 1))).toBe("ignored");
		expect(isHeldBy(IN.accepted, "r1", 1)).toBe(true);
		expect(isHeldBy(IN.accepted, "r1", 2)).toBe(false);
		expect(isHeldBy(IN.accepted, "r2", 1)).toBe(false);
		expect(isHeldBy(IN.delivered, "r1", 1)).toBe(false);
	});
});

describe("on the way", () => {
	it("says when it will be there, at 20 km/h", () => {
		const far = { ...IN.accepted, from: { ...to, lat: to.lat + 10 / 111.1949 } };

		const { eta } = told(deliveryRules, far, [by("depart")], 0);

		expect(eta! / 60_000).toBeCloseTo(30, 1);
	});

	it("goes by the pick-up while it has nothing yet, and does not guess when that is unknown", () => {
		const before = told(deliveryRules, IN.accepted, [move], 0);
		const on = told(deliveryRules, IN.in_transit, [move], 0);

		expect(before.location).toEqual({ lat: 37.52, lng: 127, at: 0 });
		expect(before.eta!).toBeGreaterThan(on.eta!);
		expect(told(deliveryRules, { ...IN.accepted, from: null }, [move]).eta).toBeNull();
	});
});

describe("at the door", () => {
	const wrong = (times: number) => told(deliveryRules, IN.in_transit, Array(times).fill(confirm("0000")));

	it("counts every wrong PIN, and is locked after five", () => {
		expect([1, 2, 3, 4, 5].map((times) => wrong(times).triesLeft)).toEqual([4, 3, 2, 1, 0]);
		expect(outcome(decide(wrong(5), confirm(), 1))).toBe("pin_locked");
		expect(outcome(decide(wrong(4), confirm(), 1))).toBe("delivered delivery.delivered");
	});

	it("takes a new PIN with new tries once it was unlocked, and the old one no more", () => {
		const unlocked = told(deliveryRules, wrong(5), [unlock]);

		expect(unlocked.triesLeft).toBe(5);
		expect(outcome(decide(unlocked, confirm("4711"), 1))).toBe("in_transit");
		expect(outcome(decide(unlocked, confirm("0815"), 1))).toBe("delivered delivery.delivered");
	});

	it("is over when the rider gives up, with their reason", () => {
		expect(decide(IN.in_transit, fail, 1)).toMatchObject({
			state: { status: "failed", reason: "nobody there", eta: null, riderId: "r1", released: { riderId: "r1", take: 1 } },
		});
	});
});

describe("when it is dispatched by itself", () => {
	const seek = { type: "dispatch" };

	it("asks again who has declined when nobody else was free for long", () => {
		const unwilling = { ...told(deliveryRules, null, [want(true, true)], 1_000), declined: ["acc_3"] };
		const declinedAfter = (seeks: number) => told(deliveryRules, unwilling, Array(seeks).fill({ type: "seekLater" }), 1_000).declined;

		expect(declinedAfter(5)).toEqual(["acc_3"]);
		expect(declinedAfter(6)).toEqual([]);
	});

	it("looks for a rider at once, and then less and less often", () => {
		const requested = told(deliveryRules, null, [want(true, true)], 1_000);
		expect(deliveryRules.due?.(requested)).toEqual({ at: 1_000, command: seek });

		const waits = [0, 1, 2, 3, 4, 30].map((times) => {
			const state = told(deliveryRules, requested, Array(times + 1).fill({ type: "seekLater" }), 1_000);
			return deliveryRules.due!(state)!.at - 1_000;
		});
		expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
	});

	it("looks again at once when a rider declined", () => {
		const declined = told(deliveryRules, null, [want(true, true), assign(), by("decline")], 2_000);

		expect(deliveryRules.due?.(declined)).toEqual({ at: 2_000, command: seek });
	});
});

describe("with a robot", () => {
	const robot: DeliveryCommand = { type: "assign", riderId: "robot-gangnam", take: 0, robot: true, answerSeconds: 45 };

	/** Rings its due times until there are none, and tells what was said when. */
	const life = (start: Delivery, until?: (delivery: Delivery) => boolean) => {
		const said: [number, string][] = [];
		let delivery = start;
		for (let due = deliveryRules.due?.(delivery); due && !until?.(delivery); due = deliveryRules.due?.(delivery)) {
			const decision = decide(delivery, due.command as DeliveryCommand, due.at);
			if (decision.kind !== "become") throw new Error(`${due.command.type} was ${decision.kind}d`);
			delivery = decision.state;
			said.push([due.at, decision.emits.join(" ")]);
		}
		return { said, delivery };
	};

	it("accepts, departs, rides and delivers by itself, a second each", () => {
		const { delivery, said } = life(told(deliveryRules, null, [want(), robot], 0));

		expect(said).toEqual([
			[1_000, "delivery.accepted"],
			[2_000, "delivery.departed"],
			[3_000, "delivery.moved"],
			[4_000, "delivery.moved"],
			[5_000, "delivery.delivered"],
		]);
		expect(delivery).toMatchObject({ status: "delivered", riderId: "robot-gangnam", nextAt: null });
		expect(delivery.location!.lat).toBeCloseTo(from.lat + ((to.lat - from.lat) * 2) / 3, 9);
	});

	it("waits for the goods", () => {
		const { delivery } = life(told(deliveryRules, null, [want(false), robot], 0));
		expect(delivery.status).toBe("accepted");

		const ready = told(deliveryRules, delivery, [want(true)], 9_000);

		expect(life(ready).delivery).toMatchObject({ status: "delivered" });
		expect(deliveryRules.due?.(ready)).toEqual({ at: 10_000, command: { type: "act" } });
	});

	it("acts once for each moment", () => {
		const assigned = told(deliveryRules, null, [want(), robot], 0);

		expect(outcome(decide(assigned, { type: "act" }, 999))).toBe("ignored");
	});

	it("delivers even where places are unknown", () => {
		const lost = told(deliveryRules, null, [{ ...want(), from: null } as DeliveryCommand, robot], 0);

		expect(life(lost).delivery.status).toBe("delivered");
	});
});
