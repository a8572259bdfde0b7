import { useEffect } from "preact/hooks";
import { COLUMNS, commandsOf } from "../board/board.ts";
import type { Desk } from "../desk/desk.ts";
import { focusedTile, focusTile } from "./focus.ts";
import { actionOf, isMove, type KeyAction } from "./keys.ts";
import { type Spot, spotOf, target } from "./navigation.ts";

const FIELDS = "input, textarea, select";
const CONTROLS = "button, a, summary";

/** Whether the focused element handles the key itself. */
const isHandledBy = (target: Element, action: KeyAction): boolean => {
	if (target.closest("dialog") || target.matches(FIELDS) || target.closest("[role=tablist]")) return true;
	return action.type === "main" && target.closest(CONTROLS) !== null;
};

/** The focused tile, or the column whose heading has the focus. */
const currentSpot = (desk: Desk): { spot: Spot; id: string | undefined } => {
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
	const command = name ?? commands[0];
	if (command && commands.includes(command)) desk.press(command, order);
};

function perform(desk: Desk, action: KeyAction): void {
	const { id, spot } = currentSpot(desk);
	if (isMove(action)) {
		const next = target(desk.tiles.peek(), spot, action);
		if (next !== undefined) focusTile(desk, next);
	} else if (action.type === "main") press(desk, id);
	else if (action.type === "reject") press(desk, id, "reject");
	else if (action.type === "undo") desk.undoLast();
	else if (action.type === "find") document.getElementById("find")?.focus();
	else desk.dialog.value = { kind: action.type };
}

/** Makes the board usable by keyboard alone, or by a kitchen bump bar. */
export function useKeys(desk: Desk): void {
	useEffect(() => {
		const onKeyDown = (event: KeyboardEvent) => {
			const action = actionOf(event);
			if (!action || (event.repeat && !isMove(action)) || !(event.target instanceof Element) || isHandledBy(event.target, action)) return;
			event.preventDefault();
			perform(desk, action);
		};
		addEventListener("keydown", onKeyDown);
		return () => removeEventListener("keydown", onKeyDown);
	}, [desk]);
}
