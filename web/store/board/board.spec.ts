import type { StoreOrder } from "../../../contracts/store-order.ts";
import {
	COMMANDS,
	type CommandName,
	commandsOf,
	findNumber,
	MODES,
	placeOf,
	type Step,
	shelfUrgencyOf,
	sorted,
	stepOf,
	totalsOf,
	urgencyOf,
} from "./board.ts";
import { orderFixture } from "./order-fixture.ts";

const brew = (status: NonNullable<StoreOrder["brew"]>["status"]) => ({ status, dueAt: null, made: [] });
const delivery = (status: NonNullable<StoreOrder["delivery"]>["status"]) => ({ status, riderId: null, eta: null, reason: null });
const onReceipt = { timing: "on_receipt", status: "due" } as const;

const CASES: [title: string, order: StoreOrder, place: string, step: Step][] = [
	["a new order", orderFixture(), "new", "toAnswer"],
	["an accepted order", orderFixture({ status: "accepted", brew: brew("received") }), "make", "toStart"],
	["a scheduled order", orderFixture({ status: "accepted", brew: brew("scheduled") }), "later", "scheduled"],
	["an accepted order while the brew service is down", orderFixture({ status: "accepted", brew: null }), "make", "toStart"],
	["a started ticket, before its order is updated", orderFixture({ status: "accepted", brew: brew("brewing") }), "make", "brewing"],
	["an order being made", orderFixture({ status: "preparing", brew: brew("brewing") }), "make", "brewing"],
	["a finished ticket, before its order is updated", orderFixture({ status: "preparing", brew: brew("brewed") }), "shelf", "settling"],
	["a ready order", orderFixture({ status: "ready" }), "shelf", "toHandOver"],
	["a ready order to be paid on receipt", orderFixture({ status: "ready", payment: onReceipt }), "shelf", "toTakePayment"],
	["an accepted parcel", orderFixture({ status: "accepted", kind: "parcel", fulfilment: "delivery", delivery: null }), "shelf", "settling"],
	[
		"a delivery without a rider",
		orderFixture({ status: "ready", fulfilment: "delivery", delivery: delivery("requested") }),
		"shelf",
		"findingRider",
	],
	[
		"a delivery offered to a rider",
		orderFixture({ status: "ready", fulfilment: "delivery", delivery: delivery("assigned") }),
		"shelf",
		"awaitingRider",
	],
	[
		"a delivery accepted by a rider",
		orderFixture({ status: "ready", fulfilment: "delivery", delivery: delivery("accepted") }),
		"shelf",
		"riderComing",
	],
	[
		"a delivery under way",
		orderFixture({ status: "in_transit", fulfilment: "delivery", delivery: delivery("in_transit") }),
		"shelf",
		"onItsWay",
	],
	["a completed order", orderFixture({ status: "completed" }), "done", "gone"],
	["a rejected order", orderFixture({ status: "rejected" }), "done", "gone"],
	["a cancelled order", orderFixture({ status: "cancelled" }), "gone", "gone"],
	["an unanswered order", orderFixture({ status: "unanswered" }), "gone", "gone"],
	["an uncollected order", orderFixture({ status: "uncollected" }), "gone", "gone"],
];

describe("placeOf and stepOf", () => {
	it.each(CASES)("place %s", (_, order, place, step) => {
		expect([placeOf(order), stepOf(order)]).toEqual([place, step]);
	});

	it("cover every step", () => {
		expect(new Set(CASES.map(([, , , step]) => step))).toEqual(new Set(Object.keys(COMMANDS)));
	});
});

describe("commands", () => {
	it("are those that the server accepts in each step, the main one first", () => {
		expect(COMMANDS).toEqual({
			toAnswer: ["accept", "reject"],
			toStart: ["start"],
			scheduled: [],
			brewing: ["complete"],
			toHandOver: ["collect"],
			toTakePayment: ["takePayment"],
			findingRider: ["assign", "failDelivery"],
			awaitingRider: [],
			riderComing: [],
			onItsWay: [],
			settling: [],
			gone: ["dismiss"],
		});
	});

	it("include unlocking after the last wrong PIN", () => {
		const order = orderFixture({ status: "in_transit", fulfilment: "delivery", delivery: delivery("in_transit") });

		expect(commandsOf(order, 1)).toEqual([]);
		expect(commandsOf(order, 0)).toEqual(["unlock"]);
	});

	it.each<[CommandName, string]>([
		["start", "immediate"],
		["complete", "undoable"],
		["collect", "undoable"],
		["takePayment", "dialog"],
		["reject", "dialog"],
		["dismiss", "local"],
	])("run %s as %s", (name, mode) => {
		expect(MODES[name]).toBe(mode);
	});
});

describe("sorted", () => {
	const at = (id: string, readyAt: string | null, overrides: Partial<StoreOrder> = {}) =>
		orderFixture({ id, promise: { readyAt }, ...overrides });
	const ids = (orders: StoreOrder[]) => orders.map(({ id }) => id);

	it("puts the earliest answer deadline first", () => {
		const orders = [
			orderFixture({ id: "b", answerBy: "2026-11-21T01:05:00Z" }),
			orderFixture({ id: "a", answerBy: "2026-11-21T01:04:00Z" }),
		];

		expect(ids(sorted("new", orders))).toEqual(["a", "b"]);
	});

	it("puts the earliest ready time first, and orders without one last", () => {
		const orders = [at("c", null), at("b", "2026-11-21T01:09:00Z"), at("a", "2026-11-21T01:08:00Z")];

		expect(ids(sorted("make", orders))).toEqual(["a", "b", "c"]);
	});

	it("puts orders on the shelf before those under way", () => {
		const orders = [at("gone", "2026-11-21T01:00:00Z", { status: "in_transit" }), at("here", "2026-11-21T02:00:00Z", { status: "ready" })];

		expect(ids(sorted("shelf", orders))).toEqual(["here", "gone"]);
	});

	it("does not depend on the input's order", () => {
		const orders = ["b", "a", "c"].map((id) => at(id, "2026-11-21T01:09:00Z"));

		expect(ids(sorted("make", orders))).toEqual(ids(sorted("make", orders.toReversed())));
	});
});

describe("urgencyOf", () => {
	const readyAt = "2026-11-21T01:10:00.000Z";

	it.each([
		["calm", "01:07:59"],
		["soon", "01:08:00"],
		["soon", "01:10:00"],
		["late", "01:10:01"],
	])("is %s at %s", (urgency, time) => {
		expect(urgencyOf(readyAt, Date.parse(`2026-11-21T${time}.000Z`))).toBe(urgency);
	});

	it("is calm without a ready time", () => {
		expect(urgencyOf(null, Date.now())).toBe("calm");
	});
});

describe("shelfUrgencyOf", () => {
	const ready = orderFixture({ status: "ready", updatedAt: "2026-11-21T01:10:00.000Z" });
	const at = (time: string) => Date.parse(`2026-11-21T${time}.000Z`);

	it.each([
		["calm", "01:14:59"],
		["soon", "01:15:00"],
		["soon", "01:19:59"],
		["late", "01:20:00"],
	])("is %s at %s", (urgency, time) => {
		expect(shelfUrgencyOf(ready, at(time))).toBe(urgency);
	});

	it("is calm for parcels, and for what is handed over", () => {
		expect(shelfUrgencyOf({ ...ready, kind: "parcel" }, at("02:00:00"))).toBe("calm");
		expect(shelfUrgencyOf({ ...ready, status: "in_transit" }, at("02:00:00"))).toBe("calm");
	});
});

describe("totalsOf", () => {
	it("adds up the lines still to be made, the largest quantity first", () => {
		const latte = (quantity: number) => ({
			productId: "latte",
			name: { ko: "라떼", en: "Latte" },
			quantity,
			price: 5_000,
			prepSeconds: 90,
		});
		const mocha = { ...latte(1), productId: "mocha", name: { ko: "모카", en: "Mocha" } };
		const orders = [
			orderFixture({ status: "accepted", lines: [mocha, latte(2)] }),
			orderFixture({ status: "preparing", lines: [latte(1)], brew: brew("brewing") }),
			orderFixture({ status: "submitted", lines: [latte(10)] }),
			orderFixture({ status: "preparing", lines: [latte(10)], brew: brew("brewed") }),
			orderFixture({ status: "cancelled", lines: [latte(10)] }),
		];

		expect(totalsOf(orders).map(({ productId, quantity }) => [productId, quantity])).toEqual([
			["latte", 3],
			["mocha", 1],
		]);
	});
});

describe("findNumber", () => {
	const orders = [
		orderFixture({ id: "1", number: "A-15" }),
		orderFixture({ id: "2", number: "B-115" }),
		orderFixture({ id: "3", number: "B-15" }),
	];

	it.each([
		["A-15", "1"],
		["b15", "3"],
		["15", "1"],
		["115", "2"],
	])("finds %s", (query, id) => {
		expect(findNumber(orders, query)?.id).toBe(id);
	});

	it.each(["", " ", "5", "C-15"])("does not find '%s'", (query) => {
		expect(findNumber(orders, query)).toBeUndefined();
	});
});
