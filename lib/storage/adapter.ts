import type { Service, ServiceBroker } from "moleculer";
import type { ActorStore, CollectionSpec } from "./actor-store.ts";
import type { Table } from "./table.ts";

/** Connects a service to its storage. moleculer-db calls `init`, `connect` and `disconnect`. */
export interface StoreAdapter {
	init(broker: ServiceBroker, service: Service): void;
	connect(): Promise<void>;
	disconnect(): Promise<void>;
	/** Rejects unless the storage can be read. */
	ping(): Promise<void>;
	/** Rejects with StoreUnavailable while not connected; creates the collection and its indexes if they are missing. */
	actorStore<State>(spec: CollectionSpec): Promise<ActorStore<State>>;
	/** Likewise. */
	table<Value>(spec: CollectionSpec): Promise<Table<Value>>;
}
