import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";
import { DUTIES, type Duty, isInHand, isOver, obstacle, sharesPlace, toCollect } from "./duties.ts";

const NOW = Date.parse("2026-11-21T01:00:00Z");
const given = { isTicked: true, pin: "1234", now: NOW };
const delivery = (status: Delivery["status"], change: Partial<Delivery> = {}): Delivery => ({
	orderId: "ord_1",
	number: "B-07",
	storeId: "gangnam",
	status,
	ready: true,
	riderId: "acc_rider",
	from: null,
	to: null,
	location: null,
	eta: null,
	answerBy: null,
	triesLeft: 5,
	reason: null,
	createdAt: "2026-11-21T00:59:00Z",
	updatedAt: "2026-11-21T00:59:00Z",
	version: 1,
	...change,
});

describe("what a rider may do", () => {
	it.each<[Delivery["status"], readonly Duty[]]>([
		["requested", []],
		["assigned", ["accept", "decline"]],
		["accepted", ["depart", "fail"]],
		["in_transit", ["confirm", "fail"]],
		["delivered", []],
		["cancelled", []],
		["failed", []],
	])("with what is %s is %j", (status, duties) => {
		expect(DUTIES[status]).toEqual(duties);
		expect(isInHand(delivery(status))).toBe(duties.length > 0);
	});

	it("ends with the delivery", () => {
		const over = (Object.keys(DUTIES) as Delivery["status"][]).filter((status) => isOver(delivery(status)));

		expect(over).toEqual(["delivered", "cancelled", "failed"]);
	});

	it("includes being seen from accepting until it is delivered", () => {
		const seen = (Object.keys(DUTIES) as Delivery["status"][]).filter(sharesPlace);

		expect(seen).toEqual(["accepted", "in_transit"]);
	});
});

describe("what stands in the way", () => {
	const late = new Date(NOW).toISOString();
	const early = new Date(NOW + 1).toISOString();

	it.each([
		["an answer in time", delivery("assigned", { answerBy: early }), given, undefined],
		["an answer that is too late", delivery("assigned", { answerBy: late }), given, "too_late"],
		["setting out", delivery("accepted"), given, undefined],
		["setting out without the goods", delivery("accepted", { ready: false }), given, "not_ready"],
		["setting out with any bag", delivery("accepted"), { ...given, isTicked: false }, "not_ticked"],
		["handing over", delivery("in_transit"), given, undefined],
		["handing over without a PIN", delivery("in_transit"), { ...given, pin: "123" }, "no_pin"],
		["handing over after five wrong PINs", delivery("in_transit", { triesLeft: 0 }), given, "locked"],
	] as const)("of %s", (_, job, has, expected) => {
		expect(obstacle(job, has)).toBe(expected);
	});
});

describe("what is to be collected", () => {
	const order = (timing: Order["payment"]["timing"], status: Order["payment"]["status"]) =>
		({ amounts: { goods: 10_000, delivery: 3_400, total: 13_400 }, payment: { timing, status } }) as Order;

	it("is all of it where it is paid on receipt, until it is", () => {
		expect(toCollect(order("on_receipt", "due"))).toBe(13_400);
		expect(toCollect(order("on_receipt", "collected"))).toBe(0);
	});

	it("is nothing where it was paid before", () => {
		expect(toCollect(order("prepaid", "approved"))).toBe(0);
	});
});
