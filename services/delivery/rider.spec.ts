import type { Decision } from "../../lib/actor/rules.ts";
import { stateAfter } from "../../test/support/builders/rules.ts";
import { decide, type Rider, type RiderCommand, riderRules } from "./rider.ts";

const start: RiderCommand = { type: "change", id: "r1", onShift: true, lat: 37.5, lng: 127 };
const take = (orderId = "ord_1"): RiderCommand => ({ type: "take", orderId });
const confirm = (take: number, orderId = "ord_1"): RiderCommand => ({ type: "confirm", orderId, take });
const release = (take: number, orderId = "ord_1"): RiderCommand => ({ type: "release", orderId, take });
const updateAccount = (change: Partial<RiderCommand & { type: "updateAccount" }> = {}): RiderCommand => ({
	type: "updateAccount",
	id: "r1",
	name: "박달리",
	isRider: true,
	erased: false,
	...change,
});

const stateOf = (...commands: RiderCommand[]): Rider => stateAfter(riderRules, null, commands, 1_000);
const inShort = (decision: Decision<Rider>): string => {
	if (decision.kind !== "become") return decision.kind === "refuse" ? decision.error.type : "ignored";
	const { job, onShift } = decision.state;
	return `${onShift ? "on" : "off"} ${job ? `${job.orderId}/${job.take}${job.confirmed ? " confirmed" : ""}` : "free"}`;
};

const RIDERS = {
	unknown: null,
	off: stateOf(updateAccount()),
	free: stateOf(start),
	taken: stateOf(start, take()),
	confirmed: stateOf(start, take(), confirm(1)),
	"off, but busy": stateOf(start, take(), confirm(1), { type: "change", id: "r1", onShift: false }),
};

describe("every state and command", () => {
	it.each<[keyof typeof RIDERS, RiderCommand, string]>([
		["unknown", start, "on free"],
		["unknown", updateAccount(), "off free"],
		["unknown", updateAccount({ isRider: false }), "ignored"],
		["unknown", take(), "ignored"],
		["unknown", confirm(1), "ignored"],
		["unknown", release(1), "ignored"],
		["unknown", { type: "check" }, "ignored"],
		["off", start, "on free"],
		["off", updateAccount(), "off free"],
		["off", take(), "rider_off_shift"],
		["off", confirm(1), "ignored"],
		["off", release(1), "ignored"],
		["off", { type: "check" }, "ignored"],
		["free", start, "on free"],
		["free", updateAccount(), "on free"],
		["free", updateAccount({ isRider: false }), "off free"],
		["free", take(), "on ord_1/1"],
		["free", confirm(1), "ignored"],
		["free", release(1), "ignored"],
		["free", { type: "check" }, "ignored"],
		["taken", start, "on ord_1/1"],
		["taken", updateAccount(), "on ord_1/1"],
		["taken", take("ord_2"), "rider_busy"],
		["taken", take("ord_1"), "rider_busy"],
		["taken", confirm(1), "on ord_1/1 confirmed"],
		["taken", release(1), "on free"],
		["taken", { type: "check" }, "ignored"],
		["confirmed", start, "on ord_1/1 confirmed"],
		["confirmed", updateAccount(), "on ord_1/1 confirmed"],
		["confirmed", take("ord_2"), "rider_busy"],
		["confirmed", confirm(1), "ignored"],
		["confirmed", release(1), "on free"],
		["confirmed", { type: "check" }, "ignored"],
		["off, but busy", start, "on ord_1/1 confirmed"],
		["off, but busy", updateAccount(), "off ord_1/1 confirmed"],
		["off, but busy", take("ord_2"), "rider_off_shift"],
		["off, but busy", confirm(1), "ignored"],
		["off, but busy", release(1), "off free"],
		["off, but busy", { type: "check" }, "ignored"],
	])("%s, %j: %s", (state, command, expected) => {
		expect(inShort(decide(RIDERS[state], command, 1_000))).toBe(expected);
	});
});

describe("a take", () => {
	it("is checked after 3 s unless it is confirmed", () => {
		expect(riderRules.due?.(RIDERS.taken)).toEqual({ at: 4_000, command: { type: "check" } });
		expect(riderRules.due?.(RIDERS.confirmed)).toBeUndefined();
		expect(riderRules.due?.(RIDERS.free)).toBeUndefined();
	});

	it("is neither confirmed nor released by a command for another take", () => {
		const again = stateOf(start, take(), release(1), take());

		expect(again.job).toMatchObject({ orderId: "ord_1", take: 2 });
		expect(inShort(decide(again, release(1), 1))).toBe("ignored");
		expect(inShort(decide(again, confirm(1), 1))).toBe("ignored");
		expect(inShort(decide(again, release(2, "ord_2"), 1))).toBe("ignored");
		expect(inShort(decide(again, release(2), 1))).toBe("on free");
	});
});

describe("a rider whose account was erased", () => {
	it("has no name and no shift, and keeps the current delivery", () => {
		const erased = stateOf(start, updateAccount(), take(), updateAccount({ name: null, erased: true }));

		expect(erased).toMatchObject({ name: null, onShift: false, job: { orderId: "ord_1" } });
	});
});
