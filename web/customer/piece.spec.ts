import { withNewest, withOlder } from "./piece.ts";

const self = (item: string) => item;

describe("a list that is read in pieces", () => {
	it("has new items before those that it had, each once and as told last", () => {
		expect(withNewest(["c", "b", "a"], ["d", "c"], self)).toEqual({ items: ["d", "c", "b", "a"], isJoined: true });
	});

	it("forgets what it had when there may be some between", () => {
		expect(withNewest(["b", "a"], ["f", "e"], self)).toEqual({ items: ["f", "e"], isJoined: false });
		expect(withNewest([], ["a"], self)).toEqual({ items: ["a"], isJoined: false });
	});

	it("goes on behind what it has", () => {
		expect(withOlder(["d", "c"], ["c", "b"], self)).toEqual(["d", "c", "b"]);
	});
});
