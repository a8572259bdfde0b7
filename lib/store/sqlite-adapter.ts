import type { Service, ServiceBroker } from "moleculer";
import { type CollectionAdapter, type Entity, type Filters, withId } from "./adapter.ts";
import { type ActorDocument, type CollectionSpec, type Documents, StoreUnavailable } from "./documents.ts";
import { SqliteCollection } from "./sqlite-collection.ts";
import { SqliteFile, type Synchronous } from "./sqlite-file.ts";
import { clausesOf, whereOf } from "./sqlite-filter.ts";
import { DocumentTable, type Table } from "./table.ts";

/** A plain entity is a document that was never conditionally written. */
const documentOf = (entity: Partial<Entity>): ActorDocument => {
	const plain = { version: 0, outbox: [], ...withId(entity) };
	return plain as unknown as ActorDocument;
};

const entityOf = (document: ActorDocument): Entity => ({ ...document });

/** Sets fields by their dotted path, on a copy. */
function withFields(document: ActorDocument, update: { $set?: Record<string, unknown> }): ActorDocument {
	const { $set = {}, ...others } = update;
	if (Object.keys(others).length > 0) throw new TypeError(`SQLite's adapter knows $set, not ${Object.keys(others)}.`);
	const changed = structuredClone(document);
	for (const [path, value] of Object.entries($set)) {
		const names = path.split(".");
		const last = names.pop()!;
		let target = changed as unknown as Record<string, unknown>;
		for (const name of names) {
			if (!Object.hasOwn(target, name)) target[name] = {};
			target = target[name] as Record<string, unknown>;
		}
		target[last] = value;
	}
	return changed;
}

/** Connects moleculer-db, and whoever keeps actors, with one table of a SQLite file. Moleculer copies it with its schema, so no #fields. */
export class SqliteAdapter implements CollectionAdapter {
	private readonly path: string;
	private readonly spec: CollectionSpec;
	private readonly synchronous: Synchronous;
	private file: SqliteFile | undefined;
	private collection: SqliteCollection | undefined;

	constructor(path: string, spec: CollectionSpec, synchronous: Synchronous) {
		this.path = path;
		this.spec = spec;
		this.synchronous = synchronous;
	}

	get documents(): SqliteCollection {
		if (!this.collection) throw new StoreUnavailable(`The SQLite file ${this.path} is not open.`);
		return this.collection;
	}

	init(_broker: ServiceBroker, _service: Service): void {}

	async connect(): Promise<void> {
		this.file ??= SqliteFile.open(this.path, this.synchronous);
		this.collection = new SqliteCollection(this.file, this.spec);
	}

	async disconnect(): Promise<void> {
		this.file?.close();
		this.file = undefined;
		this.collection = undefined;
	}

	async side(spec: CollectionSpec): Promise<Documents> {
		if (!this.file) throw new StoreUnavailable(`The SQLite file ${this.path} is not open.`);
		return new SqliteCollection(this.file, spec);
	}

	async table<Value>(spec: CollectionSpec): Promise<Table<Value>> {
		return new DocumentTable(spec.name, (await this.side(spec)) as Documents<Value>);
	}

	async find(filters?: Filters): Promise<Entity[]> {
		const { sql, values } = clausesOf(filters);
		return this.documents.select(sql, values).map(entityOf);
	}

	async findOne(query: Filters["query"]): Promise<Entity | null> {
		const [first] = await this.find({ ...(query && { query }), limit: 1 });
		return first ?? null;
	}

	findById(id: string): Promise<Entity | null> {
		return this.findOne({ _id: id });
	}

	findByIds(ids: string[]): Promise<Entity[]> {
		return this.find({ query: { _id: { $in: ids } } });
	}

	async count(filters?: Filters): Promise<number> {
		return this.documents.count(whereOf(filters));
	}

	createCursor(filters: Filters | undefined, isCounting: boolean): Promise<Entity[] | number> {
		return isCounting ? this.count(filters) : this.find(filters);
	}

	async insert(entity: Partial<Entity>): Promise<Entity> {
		const document = documentOf(entity);
		if (!(await this.documents.create(document))) throw new Error(`The id ${document._id} is taken.`);
		return entityOf(document);
	}

	insertMany(entities: Partial<Entity>[]): Promise<Entity[]> {
		return Promise.all(entities.map((entity) => this.insert(entity)));
	}

	async updateById(id: string, update: object): Promise<Entity | null> {
		for (;;) {
			const document = await this.documents.load(id);
			if (!document) return null;
			const changed = { ...withFields(document, update), version: document.version + 1 };
			if (await this.documents.replace(changed, document.version)) return entityOf(changed);
		}
	}

	async updateMany(query: Filters["query"], update: object): Promise<number> {
		const found = await this.find(query && { query });
		const changed = await Promise.all(found.map(({ _id }) => this.updateById(_id, update)));
		return changed.filter(Boolean).length;
	}

	async removeById(id: string): Promise<Entity | null> {
		for (;;) {
			const document = await this.documents.load(id);
			if (!document) return null;
			if (await this.documents.remove(id, document.version)) return entityOf(document);
		}
	}

	async removeMany(query: Filters["query"]): Promise<number> {
		const found = await this.find(query && { query });
		const removed = await Promise.all(found.map(({ _id }) => this.removeById(_id)));
		return removed.filter(Boolean).length;
	}

	clear(): Promise<number> {
		return this.removeMany({});
	}

	entityToObject(entity: Entity): object {
		return entity;
	}

	beforeSaveTransformID(entity: Record<string, unknown>, idField: string): object {
		const { [idField]: id, ...rest } = entity;
		return id === undefined ? rest : { ...rest, _id: id };
	}

	afterRetrieveTransformID({ _id, ...rest }: Entity, idField: string): object {
		return { [idField]: _id, ...rest };
	}
}
