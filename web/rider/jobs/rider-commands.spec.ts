import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";
import { isInHand, isOver, obstacle, RIDER_COMMANDS, type RiderCommand, sharesLocation, toCollect } from "./rider-commands.ts";

const NOW = Date.parse("2026-11-21T01:00:00Z");
const input = { isChecked: true, pin: "1234", now: NOW };
const delivery = (status: Delivery["status"], overrides: Partial<Delivery> = {}): Delivery => ({
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
	...overrides,
});

describe("rider commands", () => {
	it.each<[Delivery["status"], readonly RiderCommand[]]>([
		["requested", []],
		["assigned", ["accept", "decline"]],
		["accepted", ["depart", "fail"]],
		["in_transit", ["confirm", "fail"]],
		["delivered", []],
		["cancelled", []],
		["failed", []],
	])("for a delivery that is %s are %j", (status, commands) => {
		expect(RIDER_COMMANDS[status]).toEqual(commands);
		expect(isInHand(delivery(status))).toBe(commands.length > 0);
	});

	it("end with the delivery", () => {
		const ended = (Object.keys(RIDER_COMMANDS) as Delivery["status"][]).filter((status) => isOver(delivery(status)));

		expect(ended).toEqual(["delivered", "cancelled", "failed"]);
	});

	it("come with location sharing from acceptance until delivery", () => {
		const sharing = (Object.keys(RIDER_COMMANDS) as Delivery["status"][]).filter(sharesLocation);

		expect(sharing).toEqual(["accepted", "in_transit"]);
	});
});

describe("obstacle", () => {
	const late = new Date(NOW).toISOString();
	const early = new Date(NOW + 1).toISOString();

	it.each([
		["an answer in time", delivery("assigned", { answerBy: early }), input, undefined],
		["an answer after the deadline", delivery("assigned", { answerBy: late }), input, "too_late"],
		["a departure", delivery("accepted"), input, undefined],
		["a departure before the goods are ready", delivery("accepted", { ready: false }), input, "not_ready"],
		["a departure without checking the number", delivery("accepted"), { ...input, isChecked: false }, "not_checked"],
		["a hand-over", delivery("in_transit"), input, undefined],
		["a hand-over with an incomplete PIN", delivery("in_transit"), { ...input, pin: "123" }, "no_pin"],
		["a hand-over after five wrong PINs", delivery("in_transit", { triesLeft: 0 }), input, "locked"],
	] as const)("of %s is reported", (_, job, entered, expected) => {
		expect(obstacle(job, entered)).toBe(expected);
	});
});

describe("toCollect", () => {
	const order = (timing: Order["payment"]["timing"], status: Order["payment"]["status"]) =>
		({ amounts: { goods: 10_000, delivery: 3_400, total: 13_400 }, payment: { timing, status } }) as Order;

	it("is the total when the order is paid on receipt, until it is collected", () => {
		expect(toCollect(order("on_receipt", "due"))).toBe(13_400);
		expect(toCollect(order("on_receipt", "collected"))).toBe(0);
	});

	it("is zero for a prepaid order", () => {
		expect(toCollect(order("prepaid", "approved"))).toBe(0);
	});
});
