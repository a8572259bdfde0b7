import type { Service, ServiceBroker } from "moleculer";
import Stock from "moleculer-db-adapter-mongo";
import { type Collection, type Document, MongoClient, type MongoClientOptions } from "mongodb";
import { type CollectionAdapter, type Entity, type Filters, withId } from "./adapter.ts";
import { type CollectionSpec, type Documents, StoreUnavailable } from "./documents.ts";
import { MongoCollection } from "./mongo-collection.ts";
import { reviveWhenBlind } from "./mongo-revival.ts";
import { DocumentTable, type Table } from "./table.ts";

/** The stock adapter's own types are for driver 3 and partly wrong. */
const Base = Stock as unknown as new (uri: string) => CollectionAdapter & { stringToObjectID(id: string): unknown };

/** An acknowledged write is on the disk of a majority. Times in milliseconds. */
const OPTIONS: MongoClientOptions = {
	writeConcern: { w: "majority", journal: true },
	retryWrites: true,
	ignoreUndefined: true,
	serverSelectionTimeoutMS: 3_000,
	connectTimeoutMS: 3_000,
	socketTimeoutMS: 10_000,
};

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The stock adapter, written for driver 3, brought to driver 7; ids are plain strings. Moleculer copies it with its schema, so no #fields. */
export class MongoAdapter extends Base implements CollectionAdapter {
	/** The inherited methods go by these three names. */
	declare uri: string;
	declare service: Service | undefined;
	declare collection: Collection<Entity>;
	private readonly spec: CollectionSpec;
	private client: MongoClient | undefined;
	private opened: MongoCollection | undefined;
	private revival: { stop(): void } | undefined;

	constructor(url: string, spec: CollectionSpec) {
		super(url);
		this.spec = spec;
	}

	override get documents(): MongoCollection {
		if (!this.opened) throw new StoreUnavailable("MongoDB is not connected.");
		return this.opened;
	}

	override init(_broker: ServiceBroker, service: Service): void {
		this.service = service;
	}

	override async connect(): Promise<void> {
		const client = new MongoClient(this.uri, OPTIONS);
		try {
			await client.connect();
			this.opened = await MongoCollection.open(client.db(), this.spec);
		} catch (error) {
			await client.close();
			throw error;
		}
		this.collection = client.db().collection(this.spec.name);
		this.client = client;
		this.reportOutages(client);
		this.revival = reviveWhenBlind(client, (text) => this.service?.logger.warn(text));
	}

	override async disconnect(): Promise<void> {
		this.opened = undefined;
		this.revival?.stop();
		await this.client?.close();
		this.client = undefined;
	}

	override async side(spec: CollectionSpec): Promise<Documents> {
		if (!this.client) throw new StoreUnavailable("MongoDB is not connected.");
		return MongoCollection.open(this.client.db(), spec);
	}

	override async table<Value>(spec: CollectionSpec): Promise<Table<Value>> {
		return new DocumentTable(spec.name, (await this.side(spec)) as Documents<Value>);
	}

	override async insert(entity: Partial<Entity>): Promise<Entity> {
		const [inserted] = await this.insertMany([entity]);
		return inserted!;
	}

	override async insertMany(entities: Partial<Entity>[]): Promise<Entity[]> {
		const inserted = entities.map(withId);
		await this.collection.insertMany(inserted);
		return inserted;
	}

	override updateById(_id: string, update: Document): Promise<Entity | null> {
		return this.collection.findOneAndUpdate({ _id }, update, { returnDocument: "after" });
	}

	override removeById(_id: string): Promise<Entity | null> {
		return this.collection.findOneAndDelete({ _id });
	}

	/** Looks for a part of a text; the stock search needs a text index. */
	override createCursor(filters: Filters = {}, isCounting: boolean): unknown {
		const { search, searchFields = [], query = {}, ...rest } = filters;
		if (!search) return super.createCursor({ ...rest, query }, isCounting);
		const fields = typeof searchFields === "string" ? searchFields.split(/[\s,]+/) : searchFields;
		const $or = fields.map((field) => ({ [field]: { $regex: literal(search), $options: "i" } }));
		return super.createCursor({ ...rest, query: { $and: [query, { $or }] } }, isCounting);
	}

	/** The stock one takes 24 hex digits for an ObjectId. */
	override stringToObjectID(id: string): string {
		return id;
	}

	private reportOutages(client: MongoClient): void {
		client.on("serverDescriptionChanged", ({ address, previousDescription, newDescription }) => {
			const [was, is] = [previousDescription.type !== "Unknown", newDescription.type !== "Unknown"];
			if (was && !is) this.service?.logger.warn(`MongoDB ${address} is unreachable.`);
			if (!was && is) this.service?.logger.info(`MongoDB ${address} is reachable.`);
		});
	}
}
