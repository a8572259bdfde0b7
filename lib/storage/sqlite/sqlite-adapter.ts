import type { Service, ServiceBroker } from "moleculer";
import { type ActorStore, type CollectionSpec, StoreUnavailable } from "../actor-store.ts";
import type { StoreAdapter } from "../adapter.ts";
import { DocumentTable, type Table } from "../table.ts";
import { SqliteCollection } from "./sqlite-collection.ts";
import { SqliteFile, type Synchronous } from "./sqlite-file.ts";

/** Connects a service to a SQLite file. Moleculer clones it with the schema, which excludes #private fields. */
export class SqliteAdapter implements StoreAdapter {
	private readonly path: string;
	private readonly synchronous: Synchronous;
	private file: SqliteFile | undefined;

	constructor(path: string, synchronous: Synchronous) {
		this.path = path;
		this.synchronous = synchronous;
	}

	init(_broker: ServiceBroker, _service: Service): void {}

	/** Rejects while another process holds the write lock: opening a collection needs it once, to create missing tables. */
	async connect(): Promise<void> {
		this.file ??= SqliteFile.open(this.path, this.synchronous);
		const { database } = this.file;
		this.file.read(() => database.exec("BEGIN IMMEDIATE; COMMIT"));
	}

	async disconnect(): Promise<void> {
		this.file?.close();
		this.file = undefined;
	}

	async ping(): Promise<void> {
		const file = this.opened();
		file.read(() => file.prepare("SELECT count(*) FROM sqlite_schema").get());
	}

	async reclaim(): Promise<boolean> {
		return this.opened().reclaim();
	}

	async actorStore<State>(spec: CollectionSpec): Promise<ActorStore<State>> {
		return new SqliteCollection<State>(this.opened(), spec);
	}

	async table<Value>(spec: CollectionSpec): Promise<Table<Value>> {
		return new DocumentTable(spec.name, await this.actorStore<Value>(spec));
	}

	private opened(): SqliteFile {
		if (!this.file) throw new StoreUnavailable(`The SQLite file ${this.path} is not open.`);
		return this.file;
	}
}
