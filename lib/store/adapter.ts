import { randomUUID } from "node:crypto";
import type { Service, ServiceBroker } from "moleculer";
import type { CollectionSpec, Documents } from "./documents.ts";
import type { Table } from "./table.ts";

/** Any document as moleculer-db sees it. */
export type Entity = Record<string, unknown> & { _id: string };

export const withId = (entity: Partial<Entity>): Entity => ({ _id: randomUUID(), ...entity });

export interface Filters {
	query?: Record<string, unknown>;
	search?: string;
	searchFields?: string | string[];
	sort?: string | string[];
	limit?: number;
	offset?: number;
}

/** What moleculer-db calls; its own types know neither null nor the entities' shape. */
export interface EntityAdapter {
	init(broker: ServiceBroker, service: Service): void;
	/** moleculer-db tries again, a second after each failure. */
	connect(): Promise<void>;
	disconnect(): Promise<void>;
	find(filters?: Filters): Promise<Entity[]>;
	findOne(query: Filters["query"]): Promise<Entity | null>;
	findById(id: string): Promise<Entity | null>;
	findByIds(ids: string[]): Promise<Entity[]>;
	count(filters?: Filters): Promise<number>;
	insert(entity: Partial<Entity>): Promise<Entity>;
	insertMany(entities: Partial<Entity>[]): Promise<Entity[]>;
	updateById(id: string, update: object): Promise<Entity | null>;
	updateMany(query: Filters["query"], update: object): Promise<number>;
	removeById(id: string): Promise<Entity | null>;
	removeMany(query: Filters["query"]): Promise<number>;
	clear(): Promise<number>;
	createCursor(filters: Filters | undefined, isCounting: boolean): unknown;
	entityToObject(entity: Entity): object;
	beforeSaveTransformID(entity: object, idField: string): object;
	afterRetrieveTransformID(entity: object, idField: string): object;
}

/** An adapter of moleculer-db that actors can keep their documents in. */
export interface CollectionAdapter extends EntityAdapter {
	/** The service's own collection; throws StoreUnavailable while not connected. */
	readonly documents: Documents;
	/** A further collection on the same connection, for documents of actors or read models. */
	side(spec: CollectionSpec): Promise<Documents>;
	/** A table on the same connection. */
	table<Value>(spec: CollectionSpec): Promise<Table<Value>>;
}

export type StoreAdapter = CollectionAdapter & Documents;
