import { withNewest, withOlder } from "./list-merge.ts";

const self = (item: string) => item;
const incoming = (_: string, item: string) => item;

describe("a paged list", () => {
	it("puts new items first and updates known ones, each once", () => {
		expect(withNewest(["c", "b", "a"], ["d", "c"], self, incoming)).toEqual({ items: ["d", "c", "b", "a"], isJoined: true });
	});

	it("lets the merge function keep the known item", () => {
		const later = (one: string, other: string) => (one > other ? one : other);

		expect(withNewest(["a2", "b1"], ["a1", "b2"], ([id]) => id!, later).items).toEqual(["a2", "b2"]);
	});

	it("drops the known items when there may be a gap", () => {
		expect(withNewest(["b", "a"], ["f", "e"], self, incoming)).toEqual({ items: ["f", "e"], isJoined: false });
		expect(withNewest([], ["a"], self, incoming)).toEqual({ items: ["a"], isJoined: false });
	});

	it("appends an older page, each item once", () => {
		expect(withOlder(["d", "c"], ["c", "b"], self)).toEqual(["d", "c", "b"]);
	});
});
