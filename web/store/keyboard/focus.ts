import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { COLUMNS } from "../board/board.ts";
import type { Desk } from "../desk/desk.ts";
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

/** In which tile the focus is. */
export const focusedTile = (): string | undefined => document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile;

const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Where a tile stands in its column as it is seen. */
const heightOf = (id: string): number | undefined => tileOf(id)?.getBoundingClientRect().top;

interface Last {
	id: string;
	column: number;
}

/** In which tile the focus was last. */
function useLast(desk: Desk): Last | undefined {
	const [last, setLast] = useState<Last>();
	useLayoutEffect(() => {
		const note = () => {
			const id = focusedTile();
			const spot = spotOf(desk.tiles.peek(), id);
			if (id && spot) setLast({ id, column: spot.column });
		};
		document.addEventListener("focusin", note);
		return () => document.removeEventListener("focusin", note);
	}, [desk]);
	return last;
}

/** Whatever comes above it, the tile that has the focus does not move. */
function useStill(tiles: Tiles, last: Last | undefined): void {
	const stood = last && heightOf(last.id);
	useLayoutEffect(() => {
		if (stood !== undefined && last && focusedTile() === last.id) holdStill(last.id, stood);
	}, [tiles]);
}

/**
 * Keeps the focus on the board: on the next tile when one leaves, and where it is when others come.
 * Returns the tile that Tab comes back to.
 */
export function useFocus(desk: Desk): string | undefined {
	const tiles = desk.tiles.value;
	const wanted = desk.wanted.value;
	const isAsking = desk.asking.value !== undefined;
	const before = useRef<Tiles>(tiles);
	const last = useLast(desk);
	useStill(tiles, last);
	const settle = () => {
		if (isAsking) return;
		if (wanted !== undefined && tileOf(wanted)) {
			desk.wanted.value = undefined;
			focusTile(desk, wanted);
		} else if (last && isLost()) passFocus(desk, before.current, tiles, last);
	};
	useLayoutEffect(settle, [tiles, wanted, isAsking]);
	// Once more when all is drawn, for a dialog that closes gives back the focus as it likes.
	useEffect(() => {
		settle();
		if (!isAsking) before.current = tiles;
	}, [tiles, wanted, isAsking]);
	return last && spotOf(tiles, last.id) ? last.id : tiles.flat()[0];
}

function holdStill(id: string, stood: number): void {
	const stands = heightOf(id);
	if (stands !== undefined)
		tileOf(id)
			?.closest(".tiles")
			?.scrollBy(0, stands - stood);
}

function passFocus(desk: Desk, was: Tiles, tiles: Tiles, { column, id }: Last): void {
	// A tile that changes its place among the others loses the focus, too.
	const next = tiles[column]?.includes(id) ? id : successor(was, tiles, id);
	if (next === undefined) focusColumn(column);
	else focusTile(desk, next);
}
