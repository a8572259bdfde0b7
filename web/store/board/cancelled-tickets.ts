import type { StoreOrder } from "../../../contracts/store-order.ts";
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

const keyOf = (storeId: string, orderId = ""): string => `cortado.board.${storeId}/${orderId}`;

/** Kept on this device, for a board may be loaded again before anybody has looked. */
export const recall = (storeId: string): Seen => {
	const prefix = keyOf(storeId);
	const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
	return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), localStorage.getItem(key) as Column]));
};

/** Each order by itself, so that no tab undoes what another has written. */
export const keep = (storeId: string, was: Seen, is: Seen): void => {
	for (const id of Object.keys(was)) if (!(id in is)) localStorage.removeItem(keyOf(storeId, id));
	for (const [id, column] of Object.entries(is)) if (was[id] !== column) localStorage.setItem(keyOf(storeId, id), column);
};

/** Seen on one tab is seen on all. */
export const whenKept = (storeId: string, hear: () => void): (() => void) => {
	const listen = ({ key }: StorageEvent) => {
		if (key?.startsWith(keyOf(storeId))) hear();
	};
	addEventListener("storage", listen);
	return () => removeEventListener("storage", listen);
};
