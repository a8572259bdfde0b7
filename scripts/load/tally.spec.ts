import fc from "fast-check";
import { quantile } from "../drill/tally.ts";
import type { Answer } from "./customers/client.ts";
import { availability, isFailure, isRefusal, Latencies, outcomeOf, Tally } from "./tally.ts";

const answer = (status: number, more: Partial<Answer> = {}): Answer => ({
	status,
	code: "",
	error: "",
	body: undefined,
	retryAfter: undefined,
	policy: "",
	location: "",
	...more,
});
const REFUSED = answer(503, { code: "overloaded", retryAfter: 1_000 });
const LIMITED = answer(429, { code: "too_many_requests", retryAfter: 1_000 });
const RESET = answer(0, { error: "connection reset" });

describe("availability", () => {
	it.each([
		[0, 0, 100],
		[100, 0, 100],
		[100, 1, 99],
		[3, 3, 0],
	])("of %i requests with %i failures is %d %", (requests, failed, percent) => {
		expect(availability(requests, failed)).toBe(percent);
	});

	it.each([
		[answer(200), false],
		[answer(404), false],
		[LIMITED, false],
		[REFUSED, true],
		[answer(500), true],
		[RESET, true],
	])("counts %j as a failure: %s", (answer, failed) => {
		expect(isFailure(answer)).toBe(failed);
	});
});

it("a refusal is a 429, or a 503 with Retry-After", () => {
	expect([LIMITED, REFUSED, answer(503), answer(500), RESET].map(isRefusal)).toEqual([true, true, false, false, false]);
});

it("an outcome is the status and code, or the reason for a missing answer", () => {
	expect([answer(200), REFUSED, RESET].map(outcomeOf)).toEqual(["200", "503 overloaded", "connection reset"]);
});

describe("latencies", () => {
	it("are accurate to 0.1 %", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 500 }), (times) => {
				const latencies = new Latencies();
				for (const time of times) latencies.record(time);
				const sorted = times.toSorted((one, other) => one - other);
				const { count, max, p50, p999 } = latencies.spread();

				expect(count).toBe(times.length);
				for (const [actual, exact] of [
					[max, sorted.at(-1)!],
					[p999, quantile(sorted, 0.999)],
				])
					expect(Math.abs(actual! - exact!)).toBeLessThanOrEqual(exact! * 0.002 + 0.002);
				const nearest = [Math.ceil(times.length / 2) - 1, Math.floor(times.length / 2)].map((index) => sorted[index]!);
				expect(p50).toBeGreaterThanOrEqual(nearest[0]! * 0.998 - 0.002);
				expect(p50).toBeLessThanOrEqual(nearest[1]! * 1.002 + 0.002);
			}),
		);
	});

	it("are 0 without requests", () => {
		expect(new Latencies().spread()).toEqual({ count: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0 });
	});
});

describe("a tally", () => {
	const tally = new Tally();
	const noted: [string, Answer, number][] = [
		["place", answer(201), 10],
		["place", REFUSED, 1],
		["place", REFUSED, 3],
		["place", RESET, 900],
		["pay", answer(409, { code: "order_cancelled" }), 5],
		["pay", LIMITED, 1],
	];
	for (const [kind, answer, ms] of noted) tally.note(kind, answer, ms);

	it("counts requests, failures and refusals", () => {
		expect(tally).toMatchObject({ requests: 6, failed: 3, refused: { 429: 1, 503: 2 } });
	});

	it("has latencies of served requests only", () => {
		expect(tally.latencies()).toMatchObject([
			{ kind: "place", count: 1 },
			{ kind: "pay", count: 1 },
		]);
	});

	it("lists failures first, then by frequency, with their latencies", () => {
		expect(tally.unsuccessful()).toMatchObject([
			{ kind: "place", outcome: "503 overloaded", count: 2, failed: true },
			{ kind: "place", outcome: "connection reset", count: 1, failed: true },
			{ kind: "pay", outcome: "409 order_cancelled", count: 1, failed: false },
			{ kind: "pay", outcome: "429 too_many_requests", count: 1, failed: false },
		]);
		expect(tally.unsuccessful()[1]!.max).toBeCloseTo(900, -1);
	});

	it("counts every request as served, failed or limited", () => {
		const served = tally.latencies().reduce((sum, { count }) => sum + count, 0);

		expect(served + tally.failed + tally.refused[429]!).toBe(tally.requests);
	});
});
