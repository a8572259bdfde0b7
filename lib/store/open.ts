import { config } from "../config.ts";
import type { CollectionAdapter, StoreAdapter } from "./adapter.ts";
import type { CollectionSpec, Documents } from "./documents.ts";
import { MongoAdapter } from "./mongo-adapter.ts";
import { SqliteAdapter } from "./sqlite-adapter.ts";

export type { StoreAdapter };

/** `sqlite:<file>`, `sqlite::memory:`, `sqlite::memory:<name>` or `mongodb://…`; connects when moleculer-db does. */
export const openAdapter = (url: string, spec: CollectionSpec): StoreAdapter => Object.assign(adapterFor(url, spec), PASSED_ON);

function adapterFor(url: string, spec: CollectionSpec): CollectionAdapter {
	const [scheme, rest] = [url.slice(0, url.indexOf(":")), url.slice(url.indexOf(":") + 1)];
	if (scheme === "sqlite") return new SqliteAdapter(rest, spec, config.sqliteSynchronous);
	if (scheme === "mongodb" || scheme === "mongodb+srv") return new MongoAdapter(url, spec);
	throw new Error(`A store's address begins with sqlite: or mongodb://, not with ${scheme || "nothing"}:.`);
}

/** What is asked before the adapter is connected is rejected, and works after. */
const PASSED_ON: Documents & ThisType<CollectionAdapter> = {
	async load(id) {
		return this.documents.load(id);
	},
	async create(document) {
		return this.documents.create(document);
	},
	async replace(document, expected) {
		return this.documents.replace(document, expected);
	},
	async overdue(until, limit) {
		return this.documents.overdue(until, limit);
	},
	async pending(limit, after) {
		return this.documents.pending(limit, after);
	},
	async clearOutbox(published) {
		return this.documents.clearOutbox(published);
	},
	async page(query) {
		return this.documents.page(query);
	},
	async remove(id, expected) {
		return this.documents.remove(id, expected);
	},
};
