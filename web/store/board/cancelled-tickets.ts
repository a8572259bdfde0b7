import type { StoreOrder } from "../../../contracts/store-order.ts";
import { type Column, placeOf } from "./board.ts";

/** The column where each order was last shown, until it is done or the staff dismiss its cancelled ticket. */
export type LastColumns = Readonly<Record<string, Column>>;

export const recordColumns = (last: LastColumns, orders: Iterable<StoreOrder>): LastColumns => {
	const next: Record<string, Column> = { ...last };
	for (const order of orders) {
		const place = placeOf(order);
		if (place === "done" || place === "later") delete next[order.id];
		else if (place !== "gone") next[order.id] = place;
	}
	return next;
};

export const forgetColumns = ({ ...last }: Record<string, Column>, ids: Iterable<string>): LastColumns => {
	for (const id of ids) delete last[id];
	return last;
};

/** A cancelled ticket stays in its last column, so that the staff notice it. */
export const columnOf = (last: LastColumns, order: StoreOrder): Column | undefined => {
	const place = placeOf(order);
	if (place === "done" || place === "later") return undefined;
	return place === "gone" ? last[order.id] : place;
};

const keyOf = (storeId: string, orderId = ""): string => `cortado.board.${storeId}/${orderId}`;

/** Read from local storage, so that cancelled tickets survive a reload. */
export const loadColumns = (storeId: string): LastColumns => {
	const prefix = keyOf(storeId);
	const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
	return Object.fromEntries(keys.map((key) => [key.slice(prefix.length), localStorage.getItem(key) as Column]));
};

/** One key per order, so that tabs do not overwrite each other's changes. */
export const saveColumns = (storeId: string, before: LastColumns, after: LastColumns): void => {
	for (const id of Object.keys(before)) if (!(id in after)) localStorage.removeItem(keyOf(storeId, id));
	for (const [id, column] of Object.entries(after)) if (before[id] !== column) localStorage.setItem(keyOf(storeId, id), column);
};

/** Reports changes made by other tabs: a ticket dismissed in one tab disappears from all. */
export const onColumnsChange = (storeId: string, listener: () => void): (() => void) => {
	const onStorage = ({ key }: StorageEvent) => {
		if (key?.startsWith(keyOf(storeId))) listener();
	};
	addEventListener("storage", onStorage);
	return () => removeEventListener("storage", onStorage);
};
