import { signal } from "@preact/signals";
import type { Text } from "../../../contracts/common.ts";
import type { Order } from "../../../contracts/order.ts";
import type { Store } from "../../../contracts/store.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { get } from "../../shared/api.ts";
import { Problem } from "../../shared/problem.ts";

/** What a list shows of an order, by whomever it was told. */
export type Listed = Pick<Order, "id" | "number" | "storeId" | "kind" | "fulfilment" | "createdAt" | "updatedAt" | "amounts"> & {
	status: string;
};

const KEPT = 30;

export const latest = signal<Listed[] | undefined>(undefined);
/** What the stores are called. */
export const names = signal<ReadonlyMap<string, Text>>(new Map());
export const problem = signal<Problem | undefined>(undefined);

const newestFirst = (one: Listed, other: Listed): number => other.createdAt.localeCompare(one.createdAt);

const boardsOf = async (query: string): Promise<Listed[]> => {
	const { items: stores } = await get<{ items: Store[] }>("/v1/stores?limit=100");
	names.value = new Map(stores.map(({ id, name }) => [id, name]));
	const boards = await Promise.all(stores.map(({ id }) => get<{ items: StoreOrder[] }>(`/v1/stores/${id}/orders?${query}`)));
	return boards.flatMap(({ items }) => items).sort(newestFirst);
};

/** The newest of all boards. */
export async function load(): Promise<void> {
	try {
		latest.value = (await boardsOf(`limit=${KEPT}`)).slice(0, KEPT);
		problem.value = undefined;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		problem.value = error;
	}
}

/** A number is not an order's alone: those of the newest hundred of each store that have it. */
export const numbered = async (number: string): Promise<Listed[]> =>
	(await boardsOf("limit=100")).filter((order) => order.number === number);

/** One that has just happened. */
export function learn(order: Listed): void {
	const others = (latest.value ?? []).filter(({ id }) => id !== order.id);
	latest.value = [order, ...others].sort(newestFirst).slice(0, KEPT);
}
