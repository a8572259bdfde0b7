import { config } from "../config.ts";
import type { CollectionSpec, Documents } from "./documents.ts";
import { SqliteAdapter } from "./sqlite-adapter.ts";

/** What moleculer-db connects and an actor keeps its documents in. */
export interface StoreAdapter extends Documents {
	connect(): Promise<void>;
	disconnect(): Promise<void>;
	/** A further collection on the same connection: dead letters, read models. */
	side(spec: CollectionSpec): Promise<Documents>;
}

export const openAdapter = (url: string, spec: CollectionSpec): StoreAdapter => {
	if (url.startsWith("sqlite:")) return new SqliteAdapter(url.slice("sqlite:".length), spec, config.sqliteSynchronous);
	throw new Error(`No store is known for ${url}.`);
};
