import type { Delivery } from "../../../contracts/delivery.ts";
import { type Carried, partings } from "./parting.ts";

const NOW = Date.parse("2026-11-21T01:00:00Z");
const had: Carried = { orderId: "ord_1", number: "B-07", status: "accepted", answerBy: null };
const now = (change: Partial<Delivery>) => ({ orderId: "ord_1", reason: null, ...change }) as Delivery;
const NOTHING = new Set<string>();

describe("a job", () => {
	it("that is still the rider's is not gone", () => {
		expect(partings([had], [now({ status: "in_transit" })], [], NOTHING, NOW)).toEqual([]);
	});

	it("that was handed over is not gone, wherever that was confirmed", () => {
		expect(partings([had], [], [now({ status: "delivered" })], NOTHING, NOW)).toEqual([]);
	});

	it("that the rider gave up needs no telling", () => {
		expect(partings([had], [], [now({ status: "failed" })], new Set(["ord_1"]), NOW)).toEqual([]);
		expect(partings([had], [], [], new Set(["ord_1"]), NOW)).toEqual([]);
	});

	it.each(["cancelled", "failed"] as const)("that was %s goes with its reason", (status) => {
		const gone = partings([had], [], [now({ status, reason: "closing early" })], NOTHING, NOW);

		expect(gone).toEqual([{ orderId: "ord_1", number: "B-07", why: status, reason: "closing early" }]);
	});

	it("that is nowhere any more was taken back", () => {
		expect(partings([had], [], [], NOTHING, NOW)).toEqual([{ orderId: "ord_1", number: "B-07", why: "withdrawn", reason: null }]);
	});

	it("that waited for its answer until it was too late was not answered", () => {
		const asked: Carried = { ...had, status: "assigned", answerBy: new Date(NOW - 1).toISOString() };

		expect(partings([asked], [], [], NOTHING, NOW)).toMatchObject([{ why: "unanswered" }]);
		expect(partings([asked], [], [], NOTHING, NOW - 1_000)).toMatchObject([{ why: "withdrawn" }]);
	});
});
