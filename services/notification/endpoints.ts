import type { WebhookStatus } from "../../contracts/webhook.ts";
import { Contended } from "../../lib/store/contended.ts";
import type { ActorDocument, CollectionSpec, Documents, Query } from "../../lib/store/documents.ts";

export interface Endpoint {
	url: string;
	/** Types of messages; `*` stands for all. */
	events: string[];
	secret: string;
	status: WebhookStatus;
	/** Since when nothing has arrived; null while things do. */
	failingSince: number | null;
	createdAt: number;
}

export const ENDPOINTS = { name: "webhook_endpoints", indexes: { status: ["status"] } } satisfies CollectionSpec;

const MAX_TRIES = 8;
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
	#documents: Documents<Endpoint>;
	#active: Promise<ActorDocument<Endpoint>[]> | undefined;
	#readAt = 0;

	constructor(documents: Documents<Endpoint>) {
		this.#documents = documents;
	}

	async add(id: string, endpoint: Endpoint): Promise<ActorDocument<Endpoint>> {
		const document: ActorDocument<Endpoint> = { _id: id, version: 1, state: endpoint, seen: {}, outbox: [] };
		await this.#documents.create(document);
		this.#active = undefined;
		return document;
	}

	load(id: string): Promise<ActorDocument<Endpoint> | null> {
		return this.#documents.load(id);
	}

	page(query: Query): Promise<ActorDocument<Endpoint>[]> {
		return this.#documents.page(query);
	}

	async remove(id: string): Promise<boolean> {
		for (let tries = 1; ; tries++) {
			const found = await this.#documents.load(id);
			if (!found) return false;
			if (await this.#documents.remove(id, found.version)) break;
			if (tries === MAX_TRIES) throw new Contended(id, tries);
		}
		this.#active = undefined;
		return true;
	}

	/** The active ones that want messages of this type. */
	async of(type: string): Promise<ActorDocument<Endpoint>[]> {
		if (!this.#active || Date.now() - this.#readAt > KNOWN_FOR) {
			this.#readAt = Date.now();
			this.#active = this.#documents.page({ where: { status: "active" }, limit: MOST });
			this.#active.catch(() => (this.#active = undefined));
		}
		return (await this.#active).filter(({ state: { events } }) => events.includes("*") || events.includes(type));
	}

	/** Notes whether something has arrived there. */
	async note(id: string, arrived: boolean, at: number): Promise<void> {
		for (let tries = 1; ; tries++) {
			const found = await this.#documents.load(id);
			if (!found) return;
			const state = heardOf(found.state, arrived, at);
			if (state === found.state) return;
			if (await this.#documents.replace({ ...found, version: found.version + 1, state }, found.version)) break;
			if (tries === MAX_TRIES) throw new Contended(id, tries);
		}
		this.#active = undefined;
	}
}
