import { levelAfter, shareDone } from "./level-rules.ts";

describe("a level", () => {
	it("is followed by the next one, and the highest by none", () => {
		expect(levelAfter("Bronze")).toBe("Silver");
		expect(levelAfter("Platinum")).toBe("Diamond");
		expect(levelAfter("Diamond")).toBeUndefined();
	});

	it("is reached by a share of its cups", () => {
		expect(shareDone(0, 5)).toBe(0);
		expect(shareDone(7, 3)).toBeCloseTo(0.7);
		expect(shareDone(-2, 7)).toBe(0);
	});
});
