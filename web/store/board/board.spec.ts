import type { StoreOrder } from "../../../contracts/store-order.ts";
import {
	COMMANDS,
	type CommandName,
	commandsOf,
	findNumber,
	placeOf,
	type Step,
	sorted,
	stepOf,
	totalsOf,
	urgencyOf,
	WAYS,
} from "./board.ts";
import { anOrder } from "./order-fixture.ts";

const brewing = (status: NonNullable<StoreOrder["brew"]>["status"]) => ({ status, dueAt: null });
const delivery = (status: NonNullable<StoreOrder["delivery"]>["status"]) => ({ status, riderId: null, eta: null });
const onReceipt = { timing: "on_receipt", status: "due" } as const;

const SITUATIONS: [what: string, order: StoreOrder, place: string, step: Step][] = [
	["a new one", anOrder(), "new", "toAnswer"],
	["an accepted one", anOrder({ status: "accepted", brew: brewing("received") }), "make", "toStart"],
	["an accepted one while brew is away", anOrder({ status: "accepted", brew: null }), "make", "toStart"],
	["one whose brewing its order has not heard of", anOrder({ status: "accepted", brew: brewing("brewing") }), "make", "brewing"],
	["one that is being made", anOrder({ status: "preparing", brew: brewing("brewing") }), "make", "brewing"],
	["one that is made while its order does not know", anOrder({ status: "preparing", brew: brewing("brewed") }), "shelf", "settling"],
	["a ready one", anOrder({ status: "ready" }), "shelf", "toHandOver"],
	["a ready one to be paid", anOrder({ status: "ready", payment: onReceipt }), "shelf", "toTakeMoney"],
	["an accepted parcel", anOrder({ status: "accepted", kind: "parcel", fulfilment: "delivery", delivery: null }), "shelf", "settling"],
	["one without a rider", anOrder({ status: "ready", fulfilment: "delivery", delivery: delivery("requested") }), "shelf", "riderSought"],
	["one whose rider is asked", anOrder({ status: "ready", fulfilment: "delivery", delivery: delivery("assigned") }), "shelf", "riderAsked"],
	["one whose rider comes", anOrder({ status: "ready", fulfilment: "delivery", delivery: delivery("accepted") }), "shelf", "riderComing"],
	["one on its way", anOrder({ status: "in_transit", fulfilment: "delivery", delivery: delivery("in_transit") }), "shelf", "onItsWay"],
	["one handed over", anOrder({ status: "completed" }), "done", "gone"],
	["one turned down", anOrder({ status: "rejected" }), "done", "gone"],
	["a cancelled one", anOrder({ status: "cancelled" }), "gone", "gone"],
	["one not answered in time", anOrder({ status: "unanswered" }), "gone", "gone"],
	["one never collected", anOrder({ status: "uncollected" }), "gone", "gone"],
];

describe("where an order stands", () => {
	it.each(SITUATIONS)("%s", (_, order, place, step) => {
		expect([placeOf(order), stepOf(order)]).toEqual([place, step]);
	});

	it("names every step", () => {
		expect(new Set(SITUATIONS.map(([, , , step]) => step))).toEqual(new Set(Object.keys(COMMANDS)));
	});
});

describe("what can be done", () => {
	it("is what the server takes in that state, the main command first", () => {
		expect(COMMANDS).toEqual({
			toAnswer: ["accept", "reject"],
			toStart: ["start"],
			brewing: ["complete"],
			toHandOver: ["collect"],
			toTakeMoney: ["takeMoney"],
			riderSought: ["assign", "giveUp"],
			riderAsked: [],
			riderComing: [],
			onItsWay: [],
			settling: [],
			gone: ["see"],
		});
	});

	it("is unlocking when the rider has had all tries", () => {
		const order = anOrder({ status: "in_transit", fulfilment: "delivery", delivery: delivery("in_transit") });

		expect(commandsOf(order, 1)).toEqual([]);
		expect(commandsOf(order, 0)).toEqual(["unlock"]);
	});

	it.each<[CommandName, string]>([
		["start", "now"],
		["complete", "undoable"],
		["collect", "undoable"],
		["takeMoney", "asks"],
		["reject", "asks"],
		["see", "here"],
	])("%s goes %s", (name, way) => {
		expect(WAYS[name]).toBe(way);
	});
});

describe("the order of tiles", () => {
	const at = (id: string, readyAt: string | null, more: Partial<StoreOrder> = {}) => anOrder({ id, promise: { readyAt }, ...more });
	const ids = (orders: StoreOrder[]) => orders.map(({ id }) => id);

	it("has first what has to be answered first", () => {
		const orders = [anOrder({ id: "b", answerBy: "2026-11-21T01:05:00Z" }), anOrder({ id: "a", answerBy: "2026-11-21T01:04:00Z" })];

		expect(ids(sorted("new", orders))).toEqual(["a", "b"]);
	});

	it("has first what was promised first, and last what was not promised", () => {
		const orders = [at("c", null), at("b", "2026-11-21T01:09:00Z"), at("a", "2026-11-21T01:08:00Z")];

		expect(ids(sorted("make", orders))).toEqual(["a", "b", "c"]);
	});

	it("has what has left the shelf below what stands on it", () => {
		const orders = [at("gone", "2026-11-21T01:00:00Z", { status: "in_transit" }), at("here", "2026-11-21T02:00:00Z", { status: "ready" })];

		expect(ids(sorted("shelf", orders))).toEqual(["here", "gone"]);
	});

	it("does not depend on how they came", () => {
		const orders = ["b", "a", "c"].map((id) => at(id, "2026-11-21T01:09:00Z"));

		expect(ids(sorted("make", orders))).toEqual(ids(sorted("make", orders.toReversed())));
	});
});

describe("lateness", () => {
	const readyAt = "2026-11-21T01:10:00.000Z";

	it.each([
		["calm", "01:07:59"],
		["soon", "01:08:00"],
		["soon", "01:10:00"],
		["late", "01:10:01"],
	])("is %s at %s", (urgency, time) => {
		expect(urgencyOf(readyAt, Date.parse(`2026-11-21T${time}.000Z`))).toBe(urgency);
	});

	it("is none without a promise", () => {
		expect(urgencyOf(null, Date.now())).toBe("calm");
	});
});

describe("what is to be made now", () => {
	it("adds up the orders that are not made, most first", () => {
		const latte = (quantity: number) => ({
			productId: "latte",
			name: { ko: "라떼", en: "Latte" },
			quantity,
			price: 5_000,
			prepSeconds: 90,
		});
		const mocha = { ...latte(1), productId: "mocha", name: { ko: "모카", en: "Mocha" } };
		const orders = [
			anOrder({ status: "accepted", lines: [mocha, latte(2)] }),
			anOrder({ status: "preparing", lines: [latte(1)], brew: brewing("brewing") }),
			anOrder({ status: "submitted", lines: [latte(10)] }),
			anOrder({ status: "preparing", lines: [latte(10)], brew: brewing("brewed") }),
			anOrder({ status: "cancelled", lines: [latte(10)] }),
		];

		expect(totalsOf(orders).map(({ productId, quantity }) => [productId, quantity])).toEqual([
			["latte", 3],
			["mocha", 1],
		]);
	});
});

describe("looking for a number", () => {
	const orders = [anOrder({ id: "1", number: "A-15" }), anOrder({ id: "2", number: "B-115" }), anOrder({ id: "3", number: "B-15" })];

	it.each([
		["A-15", "1"],
		["b15", "3"],
		["15", "1"],
		["115", "2"],
	])("finds %s", (wanted, id) => {
		expect(findNumber(orders, wanted)?.id).toBe(id);
	});

	it.each(["", " ", "5", "C-15"])("does not find '%s'", (wanted) => {
		expect(findNumber(orders, wanted)).toBeUndefined();
	});
});
