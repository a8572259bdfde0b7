import { signal } from "@preact/signals";
import type { Text } from "../../../contracts/notation/common.ts";
import type { Order } from "../../../contracts/order.ts";
import type { Store } from "../../../contracts/store.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { get } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";

/** The fields of an order that lists show, from a store's board or from an order event. */
export type ListedOrder = Pick<Order, "id" | "number" | "storeId" | "kind" | "fulfilment" | "createdAt" | "updatedAt" | "amounts"> & {
	status: string;
};

const MAX_LISTED = 30;

export const latest = signal<ListedOrder[] | undefined>(undefined);
/** Store names by id. */
export const storeNames = signal<ReadonlyMap<string, Text>>(new Map());
export const problem = signal<Problem | undefined>(undefined);

const newestFirst = (one: ListedOrder, other: ListedOrder): number => other.createdAt.localeCompare(one.createdAt);

const boardsOf = async (query: string): Promise<ListedOrder[]> => {
	const { items: stores } = await get<{ items: Store[] }>("/v1/stores?limit=100");
	storeNames.value = new Map(stores.map(({ id, name }) => [id, name]));
	const boards = await Promise.all(stores.map(({ id }) => get<{ items: StoreOrder[] }>(`/v1/stores/${id}/orders?${query}`)));
	return boards.flatMap(({ items }) => items).sort(newestFirst);
};

/** Loads the newest orders of all stores. */
export async function load(): Promise<void> {
	try {
		latest.value = (await boardsOf(`limit=${MAX_LISTED}`)).slice(0, MAX_LISTED);
		problem.value = undefined;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		problem.value = error;
	}
}

/** Searches the newest 100 orders of each store. Numbers are reused, so there can be several matches. */
export const findByNumber = async (number: string): Promise<ListedOrder[]> =>
	(await boardsOf("limit=100")).filter((order) => order.number === number);

/** Adds or replaces an order, for example from an event. */
export function update(order: ListedOrder): void {
	const others = (latest.value ?? []).filter(({ id }) => id !== order.id);
	latest.value = [order, ...others].sort(newestFirst).slice(0, MAX_LISTED);
}
