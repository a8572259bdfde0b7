/** The tiles of each column, in order. */
export type Tiles = readonly (readonly string[])[];

export interface Spot {
	column: number;
	index: number;
}

export const spotOf = (tiles: Tiles, id: string | undefined): Spot | undefined => {
	if (id === undefined) return undefined;
	const column = tiles.findIndex((ids) => ids.includes(id));
	return column < 0 ? undefined : { column, index: tiles[column]!.indexOf(id) };
};

export type Move = { type: "tile" | "column"; by: -1 | 1 } | { type: "pick"; index: number };

/** Up or down, not past the ends. */
const besides = (tiles: Tiles, { column, index }: Spot, by: number): string | undefined => {
	const ids = tiles[column] ?? [];
	return ids[Math.min(Math.max(index + by, 0), ids.length - 1)];
};

/** To the next column with something in it, at about the same height. */
const across = (tiles: Tiles, { column, index }: Spot, by: -1 | 1): string | undefined => {
	for (let next = column + by; next >= 0 && next < tiles.length; next += by) {
		const ids = tiles[next]!;
		if (ids.length > 0) return ids[Math.min(index, ids.length - 1)];
	}
	return undefined;
};

export const target = (tiles: Tiles, spot: Spot, move: Move): string | undefined => {
	if (move.type === "pick") return tiles[spot.column]?.[move.index];
	return move.type === "tile" ? besides(tiles, spot, move.by) : across(tiles, { ...spot, index: Math.max(spot.index, 0) }, move.by);
};

/**
 * Where the focus goes when its tile has left: to the one that follows, else to the one before, else with the tile.
 * Undefined while the tile stands where it stood, and when nothing is left.
 */
export const successor = (before: Tiles, after: Tiles, id: string): string | undefined => {
	const was = spotOf(before, id);
	if (!was || after[was.column]?.includes(id)) return undefined;
	const stood = before[was.column]!;
	const remains = (other: string) => after[was.column]?.includes(other) === true;
	const near = stood.slice(was.index + 1).find(remains) ?? stood.slice(0, was.index).findLast(remains);
	if (near !== undefined) return near;
	return spotOf(after, id) ? id : (across(after, was, 1) ?? across(after, was, -1));
};
