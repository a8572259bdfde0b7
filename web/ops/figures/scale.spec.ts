import { linePath, lonely, place, ticks } from "./scale.ts";

describe("the marks of an axis", () => {
	it.each([
		[0, 0, [0, 1]],
		[0, 3, [0, 1, 2, 3]],
		[0, 38, [0, 10, 20, 30, 40]],
		[-70, 130, [-100, -50, 0, 50, 100, 150]],
		[20, 90, [0, 20, 40, 60, 80, 100]],
		[-30, -10, [-30, -20, -10, 0]],
	])("from %i to %i are round, and hold all values and zero", (lowest, highest, marks) => {
		expect(ticks(lowest, highest, 5)).toEqual(marks);
	});
});

describe("the place of a value", () => {
	it("is where it lies between the ends, also upside down", () => {
		expect(place(25, { from: 0, to: 100, start: 0, end: 40 })).toBe(10);
		expect(place(25, { from: 0, to: 100, start: 40, end: 0 })).toBe(30);
	});
});

describe("a line", () => {
	it("breaks off where nothing is known", () => {
		expect(linePath([[0, 1], [1, 2], null, [3, 4], null])).toBe("M0.0 1.0L1.0 2.0M3.0 4.0");
	});

	it("leaves out what has no neighbours, which is shown by itself", () => {
		expect(lonely([[0, 1], [1, 2], null, [3, 4], null, [5, 6]])).toEqual([
			[3, 4],
			[5, 6],
		]);
	});
});
