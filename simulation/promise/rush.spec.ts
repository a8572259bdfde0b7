import { rush, SEEDS } from "./rush.ts";

describe("in a rush that is more than the store can make", () => {
	const { constant, measured, orders } = rush(...SEEDS);

	it("promises are off by at most 60 s in half of the orders, and 180 s in nine of ten", () => {
		expect(orders).toBeGreaterThan(2_000);
		expect(measured.median).toBeLessThanOrEqual(60);
		expect(measured.p90).toBeLessThanOrEqual(180);
	});

	it("the preparation time of everything in the queue is off by several times as much", () => {
		expect(constant.median).toBeGreaterThan(3 * measured.median);
		expect(constant.p90).toBeGreaterThan(3 * measured.p90);
	});

	it("the same seed gives the same errors", () => {
		expect(rush(7)).toEqual(rush(7));
	});
});
