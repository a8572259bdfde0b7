import type { WebhookStatus } from "../../../contracts/webhook.ts";
import type { CollectionSpec, Query } from "../../../lib/storage/actor-store.ts";
import type { Row, Table } from "../../../lib/storage/table.ts";

export interface Endpoint {
	url: string;
	/** Types of messages; `*` stands for all. */
	events: string[];
	secret: string;
	status: WebhookStatus;
	/** Since when nothing has arrived; null while things do. */
	failingSince: number | null;
	createdAt: number;
	/** Counts its changes; callers see it. */
	version: number;
}

export const ENDPOINTS = { name: "webhook_endpoints", indexes: { status: ["status"] } } satisfies CollectionSpec;

const MOST = 1_000;
/** Other nodes hear of a new endpoint so much later. */
const KNOWN_FOR = 1_000;
const DEAD_AFTER = 3 * 86_400_000;

/** What an endpoint becomes of an attempt; itself when that is no news. */
export const heardOf = (endpoint: Endpoint, arrived: boolean, at: number): Endpoint => {
	if (arrived)
		return endpoint.failingSince === null && endpoint.status === "active"
			? endpoint
			: { ...endpoint, status: "active", failingSince: null };
	if (endpoint.failingSince === null) return { ...endpoint, failingSince: at };
	return endpoint.status === "active" && at - endpoint.failingSince >= DEAD_AFTER ? { ...endpoint, status: "paused" } : endpoint;
};

/** Where messages are sent to. */
export class Endpoints {
	#table: Table<Endpoint>;
	#active: Promise<Row<Endpoint>[]> | undefined;
	#readAt = 0;

	constructor(table: Table<Endpoint>) {
		this.#table = table;
	}

	async add(id: string, endpoint: Endpoint): Promise<void> {
		await this.#table.insert(id, endpoint);
		this.#active = undefined;
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

	/** The active ones that want messages of this type. */
	async of(type: string): Promise<Row<Endpoint>[]> {
		if (!this.#active || Date.now() - this.#readAt > KNOWN_FOR) {
			this.#readAt = Date.now();
			this.#active = this.#table.scan({ where: { status: "active" }, limit: MOST });
			this.#active.catch(() => (this.#active = undefined));
		}
		return (await this.#active).filter(({ value: { events } }) => events.includes("*") || events.includes(type));
	}

	/** Records the outcome of an attempt. */
	async note(id: string, arrived: boolean, at: number): Promise<void> {
		const changed = await this.#table.update(id, (stored) => {
			if (!stored) return undefined;
			const endpoint = heardOf(stored, arrived, at);
			return endpoint === stored ? undefined : { ...endpoint, version: stored.version + 1 };
		});
		if (changed) this.#active = undefined;
	}
}
