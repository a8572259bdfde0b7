import { useEffect } from "preact/hooks";
import { COLUMNS, commandsOf } from "../board/board.ts";
import type { Desk } from "../desk/desk.ts";
import { focusedTile, focusTile } from "./focus.ts";
import { type Deed, deedOf, isMove } from "./keys.ts";
import { type Spot, spotOf, target } from "./moving.ts";

const FIELDS = "input, textarea, select";
const CONTROLS = "button, a, summary";

/** Whether the key means something where the focus is. */
const isTaken = (target: Element, deed: Deed): boolean => {
	if (target.closest("dialog") || target.matches(FIELDS) || target.closest("[role=tablist]")) return true;
	return deed.type === "main" && target.closest(CONTROLS) !== null;
};

/** Where the focus is: on a tile, or at the head of a column without one. */
const place = (desk: Desk): { spot: Spot; id: string | undefined } => {
	const id = focusedTile();
	const spot = spotOf(desk.tiles.peek(), id);
	if (spot) return { spot, id };
	const heading = document.activeElement?.id ?? "";
	const column = COLUMNS.findIndex((name) => heading === `heading-${name}`);
	const first = desk.tiles.peek().findIndex((ids) => ids.length > 0);
	return { spot: { column: Math.max(column < 0 ? first : column, 0), index: -1 }, id: undefined };
};

const press = (desk: Desk, id: string | undefined, name?: "reject"): void => {
	const order = id === undefined ? undefined : desk.feed.orders.peek().get(id);
	if (!order) return;
	const commands = commandsOf(order, desk.feed.triesLeft.peek().get(order.id));
	const wanted = name ?? commands[0];
	if (wanted && commands.includes(wanted)) desk.press(wanted, order);
};

function act(desk: Desk, deed: Deed): void {
	const { id, spot } = place(desk);
	if (isMove(deed)) {
		const next = target(desk.tiles.peek(), spot, deed);
		if (next !== undefined) focusTile(desk, next);
	} else if (deed.type === "main") press(desk, id);
	else if (deed.type === "reject") press(desk, id, "reject");
	else if (deed.type === "undo") desk.takeBack();
	else if (deed.type === "find") document.getElementById("find")?.focus();
	else desk.asking.value = { what: deed.type };
}

/** The board by keys alone, or by a bump bar. */
export function useKeys(desk: Desk): void {
	useEffect(() => {
		const hear = (event: KeyboardEvent) => {
			const deed = deedOf(event);
			if (!deed || (event.repeat && !isMove(deed)) || !(event.target instanceof Element) || isTaken(event.target, deed)) return;
			event.preventDefault();
			act(desk, deed);
		};
		addEventListener("keydown", hear);
		return () => removeEventListener("keydown", hear);
	}, [desk]);
}
