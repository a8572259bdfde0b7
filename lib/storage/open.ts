import { config } from "../config/config.ts";
import type { StoreAdapter } from "./adapter.ts";
import { MongoAdapter } from "./mongo/mongo-adapter.ts";
import { SqliteAdapter } from "./sqlite/sqlite-adapter.ts";

export type { StoreAdapter };

/** `sqlite:<file>`, `sqlite::memory:`, `sqlite::memory:<name>` or `mongodb://…`; connects when moleculer-db does. */
export function openAdapter(url: string): StoreAdapter {
	const [scheme, rest] = [url.slice(0, url.indexOf(":")), url.slice(url.indexOf(":") + 1)];
	if (scheme === "sqlite") return new SqliteAdapter(rest, config.sqliteSynchronous);
	if (scheme === "mongodb" || scheme === "mongodb+srv") return new MongoAdapter(url);
	throw new Error(`A store's address begins with sqlite: or mongodb://, not with ${scheme || "nothing"}:.`);
}
