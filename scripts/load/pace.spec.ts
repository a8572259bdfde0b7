import fc from "fast-check";
import { Pacer, policyOf } from "./pace.ts";

describe("a policy", () => {
	it("is parsed from the header", () => {
		expect(policyOf('"requests";q=100;w=2')).toEqual({ points: 100, seconds: 2 });
	});

	it.each(["", '"sessions";q=10;w=60', "100;w=2", "nonsense"])("is not parsed from %j", (header) => {
		expect(policyOf(header)).toBeUndefined();
	});
});

describe("a pacer", () => {
	it("never waits while no limit is known", () => {
		const pace = new Pacer();

		for (let request = 0; request < 1_000; request++) expect(pace.take(0)).toBe(0);
	});

	it("lets a burst pass and then waits", () => {
		const pace = new Pacer();
		pace.update({ points: 100, seconds: 2 }, 0);

		const waits = Array.from({ length: 17 }, () => pace.take(0));

		expect(waits.slice(0, 15)).toEqual(Array(15).fill(0));
		expect(waits[15]).toBeCloseTo(25); // 40 a second
		expect(waits[16]).toBeCloseTo(50);
	});

	it("never exceeds the limit in any window", () => {
		const policy = { points: 100, seconds: 2 };
		const gaps = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 150, maxLength: 400 });

		fc.assert(
			fc.property(gaps, (gaps) => {
				const pace = new Pacer();
				pace.update(policy, 0);
				let now = 0;
				const sent = gaps.map((gap) => {
					now += gap / 10;
					now += pace.take(now);
					return now;
				});
				for (const [first, at] of sent.entries()) {
					const inWindow = sent.slice(first).filter((other) => other - at < policy.seconds * 1000).length;
					expect(inWindow).toBeLessThanOrEqual(policy.points);
				}
			}),
			{ numRuns: 30 },
		);
	});

	it("keeps its count if the same limit is set again", () => {
		const pace = new Pacer();
		const limit = { points: 10, seconds: 1 };
		for (let request = 0; request < 3; request++) {
			pace.update({ ...limit }, 0);
			pace.take(0);
		}

		expect(pace.take(0)).toBeGreaterThan(0);
	});
});
