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

/** Up or down, but not past the ends. */
const inColumn = (tiles: Tiles, { column, index }: Spot, by: number): string | undefined => {
	const ids = tiles[column] ?? [];
	return ids[Math.min(Math.max(index + by, 0), ids.length - 1)];
};

/** To the next column that is not empty, at the same index if possible. */
const acrossColumns = (tiles: Tiles, { column, index }: Spot, by: -1 | 1): string | undefined => {
	for (let next = column + by; next >= 0 && next < tiles.length; next += by) {
		const ids = tiles[next]!;
		if (ids.length > 0) return ids[Math.min(index, ids.length - 1)];
	}
	return undefined;
};

export const target = (tiles: Tiles, spot: Spot, move: Move): string | undefined => {
	if (move.type === "pick") return tiles[spot.column]?.[move.index];
	return move.type === "tile" ? inColumn(tiles, spot, move.by) : acrossColumns(tiles, { ...spot, index: Math.max(spot.index, 0) }, move.by);
};

/**
 * The tile that gets the focus when `id` has left its column: the next one, else the previous one, else `id` itself in its new
 * column, else one in another column. Undefined while `id` is still in its column, and when the board is empty.
 */
export const successor = (before: Tiles, after: Tiles, id: string): string | undefined => {
	const old = spotOf(before, id);
	if (!old || after[old.column]?.includes(id)) return undefined;
	const neighbours = before[old.column]!;
	const remains = (other: string) => after[old.column]?.includes(other) === true;
	const nearest = neighbours.slice(old.index + 1).find(remains) ?? neighbours.slice(0, old.index).findLast(remains);
	if (nearest !== undefined) return nearest;
	return spotOf(after, id) ? id : (acrossColumns(after, old, 1) ?? acrossColumns(after, old, -1));
};
