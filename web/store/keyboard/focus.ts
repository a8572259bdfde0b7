import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { COLUMNS } from "../board/board.ts";
import type { Desk } from "../desk/desk.ts";
import { spotOf, successor, type Tiles } from "./navigation.ts";

const tileOf = (id: string): HTMLElement | null => document.querySelector(`[data-tile="${CSS.escape(id)}"]`);

/** On a narrow screen, switches to the tile's column first. */
export const focusTile = (desk: Desk, id: string): void => {
	const spot = spotOf(desk.tiles.peek(), id);
	if (spot) desk.tab.value = COLUMNS[spot.column]!;
	const tile = tileOf(id);
	if (tile?.offsetParent === null) requestAnimationFrame(() => tileOf(id)?.focus());
	else tile?.focus();
};

export const focusColumn = (column: number): void => document.getElementById(`heading-${COLUMNS[column]}`)?.focus();

/** The tile that contains the focus. */
export const focusedTile = (): string | undefined => document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile;

const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** The tile's position in the viewport. */
const topOf = (id: string): number | undefined => tileOf(id)?.getBoundingClientRect().top;

interface LastFocus {
	id: string;
	column: number;
}

/** The tile that had the focus last. */
function useLastFocus(desk: Desk): LastFocus | undefined {
	const [last, setLast] = useState<LastFocus>();
	useLayoutEffect(() => {
		const record = () => {
			const id = focusedTile();
			const spot = spotOf(desk.tiles.peek(), id);
			if (id && spot) setLast({ id, column: spot.column });
		};
		document.addEventListener("focusin", record);
		return () => document.removeEventListener("focusin", record);
	}, [desk]);
	return last;
}

/** Keeps the focused tile in place when tiles are added or removed above it. */
function useScrollAnchor(tiles: Tiles, last: LastFocus | undefined): void {
	const top = last && topOf(last.id);
	useLayoutEffect(() => {
		if (top !== undefined && last && focusedTile() === last.id) scrollBackTo(last.id, top);
	}, [tiles]);
}

/**
 * Keeps the focus on the board: it moves to the next tile when its own leaves, and stays when others are added.
 * Returns the tile that Tab returns to.
 */
export function useFocus(desk: Desk): string | undefined {
	const tiles = desk.tiles.value;
	const nextFocus = desk.nextFocus.value;
	const isDialogOpen = desk.dialog.value !== undefined;
	const before = useRef<Tiles>(tiles);
	const last = useLastFocus(desk);
	useScrollAnchor(tiles, last);
	const restoreFocus = () => {
		if (isDialogOpen) return;
		if (nextFocus !== undefined && tileOf(nextFocus)) {
			desk.nextFocus.value = undefined;
			focusTile(desk, nextFocus);
		} else if (last && isFocusLost()) focusSuccessor(desk, before.current, tiles, last);
	};
	useLayoutEffect(restoreFocus, [tiles, nextFocus, isDialogOpen]);
	// Again after painting, because a closing dialog moves the focus by itself.
	useEffect(() => {
		restoreFocus();
		if (!isDialogOpen) before.current = tiles;
	}, [tiles, nextFocus, isDialogOpen]);
	return last && spotOf(tiles, last.id) ? last.id : tiles.flat()[0];
}

function scrollBackTo(id: string, top: number): void {
	const current = topOf(id);
	if (current !== undefined)
		tileOf(id)
			?.closest(".tiles")
			?.scrollBy(0, current - top);
}

function focusSuccessor(desk: Desk, before: Tiles, tiles: Tiles, { column, id }: LastFocus): void {
	// A tile that is reordered within its column also loses the focus.
	const next = tiles[column]?.includes(id) ? id : successor(before, tiles, id);
	if (next === undefined) focusColumn(column);
	else focusTile(desk, next);
}
