import type { Findings } from "./check.ts";
import { progressLine } from "./progress.ts";
import { failureReasons, percent, type Report, reportText } from "./report.ts";

const GOOD: Findings & { unanswered: number } = {
	acknowledged: 3,
	there: 3,
	ended: { completed: 2, cancelled: 1 },
	reasons: { out_of_stock: 1 },
	missing: [],
	unread: [],
	notEnded: [],
	duplicates: [],
	unlisted: 0,
	unacknowledged: 0,
	unanswered: 0,
};
const SPREAD = { count: 3, p50: 5.25, p90: 20, p99: 30, p999: 40, max: 1_234.5 };

const newReport = (changes: Partial<Report> = {}): Report => ({
	url: "https://shop.example/",
	mode: "order",
	clients: 20,
	rate: null,
	store: "hongdae",
	product: "cold-brew",
	timing: "prepaid",
	accounts: "20 customers registered for this run, then erased, 1 staff",
	startedAt: "2026-01-01T00:00:00.000Z",
	seconds: 60,
	interrupted: false,
	availability: 100,
	atLeast: null,
	requests: 300,
	failed: 0,
	refused: { 429: 0, 503: 0 },
	perSecond: { requests: 5, acknowledged: 0.05, completed: 0.05 },
	acknowledgedInRun: 3,
	completedInRun: 2,
	latencies: [{ kind: "place", ...SPREAD }],
	unsuccessful: [],
	orders: GOOD,
	settleSeconds: 30,
	afterwards: { requests: 9, failed: 0 },
	heldBack: 0,
	notStarted: 0,
	endsAtReady: false,
	notes: [],
	passed: true,
	...changes,
});

describe("a percentage", () => {
	it.each([
		[100, "100.000 %"],
		[99.9999, "99.999 %"],
		[0, "0.000 %"],
	])("of %d is shown as %s, rounded down", (value, text) => {
		expect(percent(value)).toBe(text);
	});
});

describe("a run fails", () => {
	it.each([
		["if an order is missing", { missing: ["ord_1"] }, "1 acknowledged orders are missing"],
		["if an order cannot be read back", { unread: ["ord_1"] }, "1 acknowledged orders could not be read back"],
		["if an order has not ended", { notEnded: ["ord_1 preparing"] }, "1 acknowledged orders have not ended"],
		["if an order was placed twice", { duplicates: ["load test x 1: 2 orders"] }, "1 orders were placed more than once"],
		["if an account's orders cannot be listed", { unlisted: 2 }, "the orders of 2 accounts could not be listed"],
	])("%s", (_, findings, reason) => {
		expect(failureReasons(newReport({ orders: { ...GOOD, ...findings } }))).toEqual([reason]);
	});

	it("if the availability is below the required one", () => {
		expect(failureReasons(newReport({ availability: 99.89, atLeast: 99.9 }))).toEqual(["the availability is below 99.9 %"]);
		expect(failureReasons(newReport({ availability: 99.9, atLeast: 99.9 }))).toEqual([]);
		expect(failureReasons(newReport({ availability: 0 }))).toEqual([]);
	});
});

describe("the text of a report", () => {
	it("shows the figures of the run", () => {
		const text = reportText(newReport());

		expect(text).toContain("Load test of https://shop.example/: order, 20 clients, 60.0 s\n");
		expect(text).toContain("Availability  100.000 % of 300 requests: 0 failed (5xx or no answer)");
		expect(text).toMatch(/place +3 +5\.3 +20 +30 +40 +1235/);
		expect(text).toContain("Failures: none");
		expect(text).toContain("3 acknowledged: 3 read back, 0 missing, 0 not readable");
		expect(text).toContain("ended: 2 completed, 1 cancelled (1 out_of_stock)");
		expect(text).toMatch(/\nPassed\.$/);
	});

	it("lists failures by kind, separate from other answers", () => {
		const unsuccessful = [
			{ kind: "pay", outcome: "503 unavailable", failed: true, ...SPREAD },
			{ kind: "collect", outcome: "409 order_accepted", failed: false, ...SPREAD },
		];
		const text = reportText(newReport({ unsuccessful, failed: 3, refused: { 429: 4, 503: 3 } }));

		expect(text).toMatch(/Failures\n.*\n +pay: 503 unavailable +3/);
		expect(text).toMatch(/Other answers\n.*\n +collect: 409 order_accepted +3/);
		expect(text).toContain("Refused       3 by 503 with Retry-After (counted as failed), 4 by 429 (not counted as failed)");
	});

	it("lists at most ten missing orders", () => {
		const missing = Array.from({ length: 12 }, (_, index) => `ord_${index}`);
		const text = reportText(newReport({ orders: { ...GOOD, missing } }));

		expect(text).toContain("Missing:\n    ord_0\n");
		expect(text).toContain("ord_9\n    and 2 more");
		expect(text).not.toContain("ord_10");
		expect(text).toMatch(/FAILED: 12 acknowledged orders are missing\.$/);
	});

	it("mentions the client-side limits of the run", () => {
		const text = reportText(newReport({ heldBack: 0.5, notStarted: 7, rate: 10, interrupted: true, endsAtReady: true }));

		for (const part of [
			"50.000 % of the time",
			"7 visits did not start",
			"10 visits/s",
			"(interrupted)",
			"intended start",
			"Without staff",
		])
			expect(text).toContain(part);
	});
});

it("a progress line shows the rates since the last one and the availability so far", () => {
	const before = { second: 10, seconds: 60, requests: 100, failed: 0, acknowledged: 10 };
	const line = progressLine({ second: 15, seconds: 60, requests: 600, failed: 6, acknowledged: 30 }, before);

	expect(line.replace(/ +/g, " ")).toBe(" 15 of 60 s 100.0 requests/s 4.0 orders/s availability 99.000 % 6 failed");
});
