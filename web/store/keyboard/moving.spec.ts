import { successor, type Tiles, target } from "./moving.ts";

const TILES: Tiles = [["a", "b", "c"], [], ["x", "y"]];

describe("moving", () => {
	it.each([
		["down", { column: 0, index: 0 }, { type: "tile", by: 1 }, "b"],
		["down at the end", { column: 0, index: 2 }, { type: "tile", by: 1 }, "c"],
		["up at the start", { column: 0, index: 0 }, { type: "tile", by: -1 }, "a"],
		["down from the head of a column", { column: 2, index: -1 }, { type: "tile", by: 1 }, "x"],
		["right past an empty column", { column: 0, index: 1 }, { type: "column", by: 1 }, "y"],
		["right into a shorter column", { column: 0, index: 2 }, { type: "column", by: 1 }, "y"],
		["left", { column: 2, index: 0 }, { type: "column", by: -1 }, "a"],
		["right at the end", { column: 2, index: 0 }, { type: "column", by: 1 }, undefined],
		["to the third", { column: 0, index: 0 }, { type: "pick", index: 2 }, "c"],
		["to one that is not there", { column: 2, index: 0 }, { type: "pick", index: 2 }, undefined],
	] as const)("%s", (_, spot, move, expected) => {
		expect(target(TILES, spot, move)).toBe(expected);
	});
});

describe("when the focused tile leaves", () => {
	it.each<[string, Tiles, Tiles, string, string | undefined]>([
		["the next one has the focus", TILES, [["a", "c"], ["b"], []], "b", "c"],
		["the one before, at the end", TILES, [["a", "b"], ["c"], []], "c", "b"],
		["the next that is still there", TILES, [["c"], [], []], "a", "c"],
		["it goes along, when it was the last one", [["a"], ["m"]], [[], ["m", "a"]], "a", "a"],
		["another column, when it is gone", [["a"], [], ["x"]], [[], [], ["x"]], "a", "x"],
		["nothing, when nothing is left", [["a"]], [[]], "a", undefined],
	])("%s", (_, before, after, id, expected) => {
		expect(successor(before, after, id)).toBe(expected);
	});

	it("stays while others come and go", () => {
		expect(successor([["a", "b"]], [["new", "b"]], "b")).toBeUndefined();
	});
});
