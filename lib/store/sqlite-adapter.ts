import type { Service, ServiceBroker } from "moleculer";
import type { ActorDocument, CollectionSpec, Documents, Query } from "./documents.ts";
import { SqliteFile } from "./sqlite.ts";
import { SqliteCollection } from "./sqlite-collection.ts";

/** The adapter that moleculer-db connects and disconnects; what actors need of it is a collection. */
export class SqliteAdapter implements Documents {
	#path: string;
	#synchronous: "full" | "normal";
	#spec: CollectionSpec;
	#file: SqliteFile | undefined;
	#collection: SqliteCollection | undefined;

	constructor(path: string, spec: CollectionSpec, synchronous: "full" | "normal") {
		this.#path = path;
		this.#spec = spec;
		this.#synchronous = synchronous;
	}

	init(_broker: ServiceBroker, _service: Service): void {}

	async connect(): Promise<void> {
		this.#file ??= SqliteFile.open(this.#path, this.#synchronous);
		this.#collection = new SqliteCollection(this.#file, this.#spec);
	}

	async disconnect(): Promise<void> {
		await this.#file?.close();
		this.#file = undefined;
	}

	async side(spec: CollectionSpec): Promise<Documents> {
		if (!this.#file) throw new Error("The store is not connected.");
		return new SqliteCollection(this.#file, spec);
	}

	load = (id: string) => this.#connected.load(id);
	create = (document: ActorDocument) => this.#connected.create(document);
	replace = (document: ActorDocument, expected: number) => this.#connected.replace(document, expected);
	overdue = (until: number, limit: number) => this.#connected.overdue(until, limit);
	pending = (limit: number, after?: string) => this.#connected.pending(limit, after);
	clearOutbox = (published: Map<string, number>) => this.#connected.clearOutbox(published);
	page = (query: Query) => this.#connected.page(query);
	remove = (id: string) => this.#connected.remove(id);

	get #connected(): SqliteCollection {
		if (!this.#collection) throw new Error("The store is not connected.");
		return this.#collection;
	}
}
