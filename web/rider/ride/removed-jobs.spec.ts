import type { Delivery } from "../../../contracts/delivery.ts";
import { findRemovedJobs, type KnownJob } from "./removed-jobs.ts";

const NOW = Date.parse("2026-11-21T01:00:00Z");
const job: KnownJob = { orderId: "ord_1", number: "B-07", status: "accepted", answerBy: null };
const delivery = (overrides: Partial<Delivery>) => ({ orderId: "ord_1", reason: null, ...overrides }) as Delivery;
const NONE = new Set<string>();

describe("findRemovedJobs", () => {
	it("omits a job that the rider still has", () => {
		expect(findRemovedJobs([job], [delivery({ status: "in_transit" })], [], NONE, NOW)).toEqual([]);
	});

	it("omits a delivered job, even when it was confirmed on another device", () => {
		expect(findRemovedJobs([job], [], [delivery({ status: "delivered" })], NONE, NOW)).toEqual([]);
	});

	it("omits a job that the rider ended", () => {
		expect(findRemovedJobs([job], [], [delivery({ status: "failed" })], new Set(["ord_1"]), NOW)).toEqual([]);
		expect(findRemovedJobs([job], [], [], new Set(["ord_1"]), NOW)).toEqual([]);
	});

	it.each(["cancelled", "failed"] as const)("reports a %s job with its reason", (status) => {
		const removed = findRemovedJobs([job], [], [delivery({ status, reason: "closing early" })], NONE, NOW);

		expect(removed).toEqual([{ orderId: "ord_1", number: "B-07", cause: status, reason: "closing early" }]);
	});

	it("reports a job that is in no list as withdrawn", () => {
		expect(findRemovedJobs([job], [], [], NONE, NOW)).toEqual([{ orderId: "ord_1", number: "B-07", cause: "withdrawn", reason: null }]);
	});

	it("reports an offer as unanswered only after its deadline", () => {
		const offer: KnownJob = { ...job, status: "assigned", answerBy: new Date(NOW - 1).toISOString() };

		expect(findRemovedJobs([offer], [], [], NONE, NOW)).toMatchObject([{ cause: "unanswered" }]);
		expect(findRemovedJobs([offer], [], [], NONE, NOW - 1_000)).toMatchObject([{ cause: "withdrawn" }]);
	});
});
