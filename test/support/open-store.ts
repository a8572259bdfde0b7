import type { ActorStore, CollectionSpec } from "../../lib/storage/actor-store.ts";
import { openAdapter, type StoreAdapter } from "../../lib/storage/open.ts";
import { ORDERS, type Order } from "./builders/stored.ts";

export interface OpenStore {
	adapter: StoreAdapter;
	store: ActorStore<Order>;
}

/** A connected storage adapter with one actor store. */
export const openStore = async (url: string, spec: CollectionSpec = ORDERS, open = openAdapter): Promise<OpenStore> => {
	const adapter = open(url);
	await adapter.connect();
	return { adapter, store: await adapter.actorStore(spec) };
};
