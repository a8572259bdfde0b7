import type { Service, ServiceBroker } from "moleculer";
import type { ActorStore, CollectionSpec } from "./actor-store.ts";
import type { Table } from "./table.ts";

/** Connects a service to its storage. moleculer-db calls `init`, `connect` and `disconnect`. */
export interface StoreAdapter {
	init(broker: ServiceBroker, service: Service): void;
	connect(): Promise<void>;
	disconnect(): Promise<void>;
	/** Rejects if the storage cannot be read. */
	ping(): Promise<void>;
	/** Returns some of the space of removed documents to the file system; false if there is no more. Absent where the server does that. */
	reclaim?(): Promise<boolean>;
	/** Opens a collection, and creates it and its indexes if they are missing. Rejects with StoreUnavailable while not connected. */
	actorStore<State>(spec: CollectionSpec): Promise<ActorStore<State>>;
	/** Opens a table, like `actorStore`. */
	table<Value>(spec: CollectionSpec): Promise<Table<Value>>;
}
