import type { Service, ServiceBroker } from "moleculer";
import MoleculerMongoAdapter from "moleculer-db-adapter-mongo";
import { MongoClient, type MongoClientOptions } from "mongodb";
import { type ActorStore, type CollectionSpec, StoreUnavailable } from "../actor-store.ts";
import type { StoreAdapter } from "../adapter.ts";
import { hideStorage, type StorageSize, showStorage } from "../storage.metrics.ts";
import { DocumentTable, type Table } from "../table.ts";
import { reconnectOnLostHeartbeat } from "./lost-heartbeat.ts";
import { MongoCollection, withDeadline } from "./mongo-collection.ts";

/** The part that Cortado uses. The package's own types are for driver 3 and partly wrong. */
interface BaseAdapter {
	uri: string;
	opts: MongoClientOptions;
	service: Service | undefined;
	client: MongoClient | undefined;
	init(broker: ServiceBroker, service: Service): void;
	connect(): Promise<void>;
	disconnect(): Promise<void>;
}
const Base = MoleculerMongoAdapter as unknown as new (uri: string, options: MongoClientOptions) => BaseAdapter;

/** Times in milliseconds. */
const OPTIONS: MongoClientOptions = {
	readPreference: "primary",
	retryReads: true,
	retryWrites: true,
	ignoreUndefined: true,
	serverSelectionTimeoutMS: 3_000,
	connectTimeoutMS: 3_000,
	socketTimeoutMS: 10_000,
};

/** moleculer-db's MongoDB adapter, ported from driver 3 to driver 7. Moleculer clones it with the schema, which excludes #private fields. */
export class MongoAdapter extends Base implements StoreAdapter {
	private heartbeats: { stop(): void } | undefined;
	private servers = 0;

	constructor(url: string) {
		super(url, OPTIONS);
	}

	/** Unlike the inherited method, it requires no `collection` in the service schema. */
	override init(_broker: ServiceBroker, service: Service): void {
		this.service = service;
	}

	/** Called again after the service's `afterConnected` has failed. */
	override async connect(): Promise<void> {
		if (this.client) return;
		const client = new MongoClient(this.uri, this.opts);
		client.on("topologyDescriptionChanged", ({ newDescription }) => {
			this.servers = newDescription.servers.size;
		});
		try {
			await client.connect();
		} catch (error) {
			await client.close();
			throw error;
		}
		this.client = client;
		showStorage(client.db().databaseName, () => this.size());
		this.reportOutages(client);
		this.heartbeats = reconnectOnLostHeartbeat(client, (text) => this.service?.logger.warn(text));
	}

	override async disconnect(): Promise<void> {
		this.heartbeats?.stop();
		if (this.client) hideStorage(this.client.db().databaseName);
		await this.client?.close();
		this.client = undefined;
	}

	async ping(): Promise<void> {
		await withDeadline(this.connected().db().command({ ping: 1 }));
	}

	async actorStore<State>(spec: CollectionSpec): Promise<ActorStore<State>> {
		return MongoCollection.open<State>(this.connected().db(), spec, () => this.servers > 1);
	}

	async table<Value>(spec: CollectionSpec): Promise<Table<Value>> {
		return new DocumentTable(spec.name, await this.actorStore<Value>(spec));
	}

	/** On disk, after compression. Servers without a file system of their own report no `fs…`. */
	private async size(): Promise<StorageSize> {
		const { fsTotalSize, fsUsedSize, indexSize, storageSize } = await withDeadline(this.connected().db().command({ dbStats: 1 }));
		return { used: storageSize + indexSize, ...(fsTotalSize === undefined ? undefined : { free: fsTotalSize - fsUsedSize }) };
	}

	private connected(): MongoClient {
		if (!this.client) throw new StoreUnavailable("MongoDB is not connected.");
		return this.client;
	}

	private reportOutages(client: MongoClient): void {
		client.on("serverDescriptionChanged", ({ address, previousDescription, newDescription }) => {
			const [was, is] = [previousDescription.type !== "Unknown", newDescription.type !== "Unknown"];
			if (was && !is) this.service?.logger.warn(`MongoDB ${address} is unreachable.`);
			if (!was && is) this.service?.logger.info(`MongoDB ${address} is reachable.`);
		});
	}
}
