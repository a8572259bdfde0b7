import type { StoreOrder } from "../shared/api-types.ts";
import { type Column, placeOf } from "./board.ts";

/** In which column each order was seen last, until it is done or somebody has seen that it is gone. */
export type Seen = Readonly<Record<string, Column>>;

export const remember = (seen: Seen, orders: Iterable<StoreOrder>): Seen => {
	const next: Record<string, Column> = { ...seen };
	for (const order of orders) {
		const place = placeOf(order);
		if (place === "done") delete next[order.id];
		else if (place !== "gone") next[order.id] = place;
	}
	return next;
};

export const forget = ({ ...seen }: Record<string, Column>, ids: Iterable<string>): Seen => {
	for (const id of ids) delete seen[id];
	return seen;
};

/** What stands in a column: what belongs there, and what left it without a word to anybody. */
export const standsIn = (seen: Seen, order: StoreOrder): Column | undefined => {
	const place = placeOf(order);
	if (place === "done") return undefined;
	return place === "gone" ? seen[order.id] : place;
};

const keyOf = (storeId: string): string => `cortado.board.${storeId}`;

/** Kept on this device, for a board may be loaded again before anybody has looked. */
export const recall = (storeId: string): Seen => JSON.parse(localStorage.getItem(keyOf(storeId)) ?? "{}") as Seen;

export const keep = (storeId: string, seen: Seen): void => localStorage.setItem(keyOf(storeId), JSON.stringify(seen));
