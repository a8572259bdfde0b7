import type { WebhookStatus } from "../../../contracts/webhook.ts";
import type { CollectionSpec, Query } from "../../../lib/storage/actor-store.ts";
import type { Row, Table } from "../../../lib/storage/table.ts";

export interface Endpoint {
	url: string;
	/** Message types; `*` means all. */
	events: string[];
	secret: string;
	status: WebhookStatus;
	/** The first failure since the last success; null after a success. */
	failingSince: number | null;
	createdAt: number;
	/** Counts changes; part of the API. */
	version: number;
}

export const ENDPOINTS = { name: "webhook_endpoints", indexes: { status: ["status"] } } satisfies CollectionSpec;

const MAX_ENDPOINTS = 1_000;
/** The cache's lifetime, and so the delay until other nodes use a new endpoint. */
const CACHE_MS = 1_000;
const PAUSE_AFTER_MS = 3 * 86_400_000;

/** The endpoint after an attempt; the same object if nothing changes. */
export const afterAttempt = (endpoint: Endpoint, isDelivered: boolean, at: number): Endpoint => {
	if (isDelivered)
		return endpoint.failingSince === null && endpoint.status === "active"
			? endpoint
			: { ...endpoint, status: "active", failingSince: null };
	if (endpoint.failingSince === null) return { ...endpoint, failingSince: at };
	return endpoint.status === "active" && at - endpoint.failingSince >= PAUSE_AFTER_MS ? { ...endpoint, status: "paused" } : endpoint;
};

/** The registered webhooks. */
export class Endpoints {
	#table: Table<Endpoint>;
	#active: Promise<Row<Endpoint>[]> | undefined;
	#readAt = 0;

	constructor(table: Table<Endpoint>) {
		this.#table = table;
	}

	/** The endpoint with this id: an earlier attempt of the same request may have added it. */
	async add(id: string, endpoint: Endpoint): Promise<Endpoint> {
		const isNew = await this.#table.insert(id, endpoint);
		this.#active = undefined;
		return (isNew ? undefined : await this.#table.get(id)) ?? endpoint;
	}

	get(id: string): Promise<Endpoint | undefined> {
		return this.#table.get(id);
	}

	scan(query: Query): Promise<Row<Endpoint>[]> {
		return this.#table.scan(query);
	}

	async remove(id: string): Promise<boolean> {
		const isRemoved = await this.#table.remove(id);
		if (isRemoved) this.#active = undefined;
		return isRemoved;
	}

	/** The active endpoints for messages of this type. */
	async of(type: string): Promise<Row<Endpoint>[]> {
		if (!this.#active || Date.now() - this.#readAt > CACHE_MS) {
			this.#readAt = Date.now();
			this.#active = this.#table.scan({ where: { status: "active" }, limit: MAX_ENDPOINTS });
			this.#active.catch(() => (this.#active = undefined));
		}
		return (await this.#active).filter(({ value: { events } }) => events.includes("*") || events.includes(type));
	}

	/** Records the outcome of an attempt. */
	async recordAttempt(id: string, isDelivered: boolean, at: number): Promise<void> {
		const changed = await this.#table.update(id, (stored) => {
			if (!stored) return undefined;
			const endpoint = afterAttempt(stored, isDelivered, at);
			return endpoint === stored ? undefined : { ...endpoint, version: stored.version + 1 };
		});
		if (changed) this.#active = undefined;
	}
}
