import { withNewest, withOlder } from "./list-merge.ts";

const self = (item: string) => item;
const told = (_: string, item: string) => item;

describe("a list that is read in pieces", () => {
	it("has new items before those that it had, each once and as told last", () => {
		expect(withNewest(["c", "b", "a"], ["d", "c"], self, told)).toEqual({ items: ["d", "c", "b", "a"], isJoined: true });
	});

	it("may know better what it had", () => {
		const later = (one: string, other: string) => (one > other ? one : other);

		expect(withNewest(["a2", "b1"], ["a1", "b2"], ([id]) => id!, later).items).toEqual(["a2", "b2"]);
	});

	it("forgets what it had when there may be some between", () => {
		expect(withNewest(["b", "a"], ["f", "e"], self, told)).toEqual({ items: ["f", "e"], isJoined: false });
		expect(withNewest([], ["a"], self, told)).toEqual({ items: ["a"], isJoined: false });
	});

	it("goes on behind what it has", () => {
		expect(withOlder(["d", "c"], ["c", "b"], self)).toEqual(["d", "c", "b"]);
	});
});
