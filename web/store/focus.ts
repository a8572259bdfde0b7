import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { COLUMNS } from "./board.ts";
import type { Desk } from "./desk.ts";
import { spotOf, successor, type Tiles } from "./moving.ts";

const tileOf = (id: string): HTMLElement | null => document.querySelector(`[data-tile="${CSS.escape(id)}"]`);

/** On a narrow screen its column comes into view first. */
export const focusTile = (desk: Desk, id: string): void => {
	const spot = spotOf(desk.tiles.peek(), id);
	if (spot) desk.tab.value = COLUMNS[spot.column]!;
	const tile = tileOf(id);
	if (tile?.offsetParent === null) requestAnimationFrame(() => tileOf(id)?.focus());
	else tile?.focus();
};

export const focusColumn = (column: number): void => document.getElementById(`heading-${COLUMNS[column]}`)?.focus();

/** In which tile the focus is, or was before something else took it. */
export const focusedTile = (): string | undefined => document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile;

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Where a tile stands in its column as it is seen. */
const heightOf = (id: string): number | undefined => tileOf(id)?.getBoundingClientRect().top;

/**
 * Keeps the focus on the board: on the next tile when one leaves, and where it is when others come.
 * Returns the tile that Tab comes back to.
 */
export function useFocus(desk: Desk): string | undefined {
	const tiles = desk.tiles.value;
	const wanted = desk.wanted.value;
	const isAsking = desk.asking.value !== undefined;
	const [current, setCurrent] = useState<string>();
	const before = useRef<Tiles>(tiles);
	const last = useRef<{ id: string; column: number }>(undefined);
	const stood = last.current && heightOf(last.current.id);

	useLayoutEffect(() => {
		const note = () => {
			const id = focusedTile();
			const spot = spotOf(desk.tiles.peek(), id);
			if (!id || !spot) return;
			last.current = { id, column: spot.column };
			setCurrent(id);
		};
		document.addEventListener("focusin", note);
		return () => document.removeEventListener("focusin", note);
	}, [desk]);

	useLayoutEffect(() => {
		const was = before.current;
		before.current = tiles;
		if (wanted !== undefined && tileOf(wanted)) {
			desk.wanted.value = undefined;
			focusTile(desk, wanted);
		} else if (last.current && !isAsking) keepFocus(desk, was, tiles, last.current, stood);
	}, [tiles, wanted, isAsking]);

	return current && spotOf(tiles, current) ? current : tiles.flat()[0];
}

function keepFocus(desk: Desk, was: Tiles, tiles: Tiles, { column, id }: { id: string; column: number }, stood: number | undefined): void {
	if (tiles[column]?.includes(id)) {
		const stands = heightOf(id);
		if (stood !== undefined && stands !== undefined && focusedTile() === id)
			tileOf(id)
				?.closest(".tiles")
				?.scrollBy(0, stands - stood);
		return;
	}
	if (!isLost()) return;
	const next = successor(was, tiles, id);
	if (next !== undefined) focusTile(desk, next);
	else focusColumn(column);
}
