import { successor, type Tiles, target } from "./navigation.ts";

const TILES: Tiles = [["a", "b", "c"], [], ["x", "y"]];

describe("target", () => {
	it.each([
		["down", { column: 0, index: 0 }, { type: "tile", by: 1 }, "b"],
		["down from the last tile", { column: 0, index: 2 }, { type: "tile", by: 1 }, "c"],
		["up from the first tile", { column: 0, index: 0 }, { type: "tile", by: -1 }, "a"],
		["down from a column heading", { column: 2, index: -1 }, { type: "tile", by: 1 }, "x"],
		["right past an empty column", { column: 0, index: 1 }, { type: "column", by: 1 }, "y"],
		["right into a shorter column", { column: 0, index: 2 }, { type: "column", by: 1 }, "y"],
		["left", { column: 2, index: 0 }, { type: "column", by: -1 }, "a"],
		["right from the last column", { column: 2, index: 0 }, { type: "column", by: 1 }, undefined],
		["to the third tile", { column: 0, index: 0 }, { type: "pick", index: 2 }, "c"],
		["to a tile that does not exist", { column: 2, index: 0 }, { type: "pick", index: 2 }, undefined],
	] as const)("moves %s", (_, spot, move, expected) => {
		expect(target(TILES, spot, move)).toBe(expected);
	});
});

describe("successor", () => {
	it.each<[string, Tiles, Tiles, string, string | undefined]>([
		["the next tile", TILES, [["a", "c"], ["b"], []], "b", "c"],
		["the previous tile, after the last one left", TILES, [["a", "b"], ["c"], []], "c", "b"],
		["the next remaining tile, when several left", TILES, [["c"], [], []], "a", "c"],
		["the tile itself, when its column is empty", [["a"], ["m"]], [[], ["m", "a"]], "a", "a"],
		["a tile of another column, when it left the board", [["a"], [], ["x"]], [[], [], ["x"]], "a", "x"],
		["nothing, on an empty board", [["a"]], [[]], "a", undefined],
	])("is %s", (_, before, after, id, expected) => {
		expect(successor(before, after, id)).toBe(expected);
	});

	it("is undefined while the tile stays in its column", () => {
		expect(successor([["a", "b"]], [["new", "b"]], "b")).toBeUndefined();
	});
});
