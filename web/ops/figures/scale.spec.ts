import { isolatedPoints, linePath, place, ticks } from "./scale.ts";

describe("ticks", () => {
	it.each([
		[0, 0, [0, 1]],
		[0, 3, [0, 1, 2, 3]],
		[0, 38, [0, 10, 20, 30, 40]],
		[-70, 130, [-100, -50, 0, 50, 100, 150]],
		[20, 90, [0, 20, 40, 60, 80, 100]],
		[-30, -10, [-30, -20, -10, 0]],
	])("from %i to %i are round numbers that include all values and zero", (lowest, highest, marks) => {
		expect(ticks(lowest, highest, 5)).toEqual(marks);
	});
});

describe("place", () => {
	it("maps a value to its position, also on a reversed scale", () => {
		expect(place(25, { from: 0, to: 100, start: 0, end: 40 })).toBe(10);
		expect(place(25, { from: 0, to: 100, start: 40, end: 0 })).toBe(30);
	});
});

describe("linePath", () => {
	it("has gaps where values are missing", () => {
		expect(linePath([[0, 1], [1, 2], null, [3, 4], null])).toBe("M0.0 1.0L1.0 2.0M3.0 4.0");
	});
});

describe("isolatedPoints", () => {
	it("returns the points without neighbours", () => {
		expect(isolatedPoints([[0, 1], [1, 2], null, [3, 4], null, [5, 6]])).toEqual([
			[3, 4],
			[5, 6],
		]);
	});
});
