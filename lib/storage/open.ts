import { config } from "../config/config.ts";
import type { StoreAdapter } from "./adapter.ts";
import { MongoAdapter } from "./mongo/mongo-adapter.ts";
import { SqliteAdapter } from "./sqlite/sqlite-adapter.ts";

export type { StoreAdapter };

/** Creates the adapter for `sqlite:<file>`, `sqlite::memory:`, `sqlite::memory:<name>` or `mongodb://…`. moleculer-db connects it. */
export function openAdapter(url: string): StoreAdapter {
	const [scheme, rest] = [url.slice(0, url.indexOf(":")), url.slice(url.indexOf(":") + 1)];
	if (scheme === "sqlite") return new SqliteAdapter(rest, config.sqliteSynchronous);
	if (scheme === "mongodb" || scheme === "mongodb+srv") return new MongoAdapter(url);
	throw new Error(`A storage URL must start with sqlite: or mongodb://, but the scheme is "${scheme}".`);
}
