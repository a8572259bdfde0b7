import type { Service, ServiceBroker } from "moleculer";
import Stock from "moleculer-db-adapter-mongo";
import { type Collection, type Document, MongoClient, type MongoClientOptions } from "mongodb";
import type { CollectionAdapter, Entity, Filters } from "./adapter.ts";
import { type CollectionSpec, type Documents, StoreUnavailable } from "./documents.ts";
import { MongoCollection } from "./mongo-collection.ts";

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

/** The stock adapter, written for driver 3, brought to driver 7; ids are plain strings. */
export class MongoAdapter extends Base implements CollectionAdapter {
	#url: string;
	#spec: CollectionSpec;
	#service: Service | undefined;
	#client: MongoClient | undefined;
	#documents: MongoCollection | undefined;
	/** By this name the inherited methods find it. */
	declare collection: Collection<Entity>;

	constructor(url: string, spec: CollectionSpec) {
		super(url);
		this.#url = url;
		this.#spec = spec;
	}

	override get documents(): MongoCollection {
		if (!this.#documents) throw new StoreUnavailable("MongoDB is not connected.");
		return this.#documents;
	}

	override init(_broker: ServiceBroker, service: Service): void {
		this.#service = service;
	}

	override async connect(): Promise<void> {
		const client = new MongoClient(this.#url, OPTIONS);
		try {
			await client.connect();
			this.#documents = await MongoCollection.open(client.db(), this.#spec);
		} catch (error) {
			await client.close();
			throw error;
		}
		this.collection = client.db().collection(this.#spec.name);
		this.#client = client;
		this.#reportOutages(client);
	}

	override async disconnect(): Promise<void> {
		this.#documents = undefined;
		await this.#client?.close();
		this.#client = undefined;
	}

	override async side(spec: CollectionSpec): Promise<Documents> {
		if (!this.#client) throw new StoreUnavailable("MongoDB is not connected.");
		return MongoCollection.open(this.#client.db(), spec);
	}

	override async insert(entity: Entity): Promise<Entity> {
		await this.collection.insertOne(entity);
		return entity;
	}

	override async insertMany(entities: Entity[]): Promise<Entity[]> {
		await this.collection.insertMany(entities);
		return entities;
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

	#reportOutages(client: MongoClient): void {
		client.on("serverDescriptionChanged", ({ address, previousDescription, newDescription }) => {
			const [was, is] = [previousDescription.type !== "Unknown", newDescription.type !== "Unknown"];
			if (was && !is) this.#service?.logger.warn(`MongoDB ${address} is unreachable.`);
			if (!was && is) this.#service?.logger.info(`MongoDB ${address} is reachable.`);
		});
	}
}
