import { config } from "../config.ts";
import type { CollectionAdapter, StoreAdapter } from "./adapter.ts";
import type { CollectionSpec, Documents } from "./documents.ts";
import { MongoAdapter } from "./mongo-adapter.ts";
import { SqliteAdapter } from "./sqlite-adapter.ts";

export type { StoreAdapter };

/** `sqlite:<file>`, `sqlite::memory:`, `sqlite::memory:<name>` or `mongodb://…`; connects when moleculer-db does. */
export function openAdapter(url: string, spec: CollectionSpec): StoreAdapter {
	const adapter = adapterFor(url, spec);
	return Object.assign(
		adapter,
		passOn(() => adapter.documents),
	);
}

function adapterFor(url: string, spec: CollectionSpec): CollectionAdapter {
	const [scheme, rest] = [url.slice(0, url.indexOf(":")), url.slice(url.indexOf(":") + 1)];
	if (scheme === "sqlite") return new SqliteAdapter(rest, spec, config.sqliteSynchronous);
	if (scheme === "mongodb" || scheme === "mongodb+srv") return new MongoAdapter(url, spec);
	throw new Error(`A store's address begins with sqlite: or mongodb://, not with ${scheme || "nothing"}:.`);
}

/** What is asked before the adapter is connected is rejected, and works after. */
const passOn = (documents: () => Documents): Documents => ({
	load: async (id) => documents().load(id),
	create: async (document) => documents().create(document),
	replace: async (document, expected) => documents().replace(document, expected),
	overdue: async (until, limit) => documents().overdue(until, limit),
	pending: async (limit, after) => documents().pending(limit, after),
	clearOutbox: async (published) => documents().clearOutbox(published),
	page: async (query) => documents().page(query),
	remove: async (id) => documents().remove(id),
});
