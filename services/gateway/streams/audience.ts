import { Gauge } from "prom-client";
import { registry } from "../../../lib/observability/metrics.ts";
import { TooManyStreams } from "../gateway.errors.ts";
import type { StreamClient } from "./client.ts";

/** More than the pages that one person keeps open; each stream costs a connection. */
export const MAX_STREAMS_PER_ACCOUNT = 20;

const open = new Gauge({ name: "cortado_streams", help: "Open event streams of this node.", registers: [registry] });

/** The stream clients of this node, by topic. */
export class Audience {
	#clients = new Set<StreamClient>();
	#byTopic = new Map<string, Set<StreamClient>>();
	#streamsOf = new Map<string, number>();

	get size(): number {
		return this.#clients.size;
	}

	[Symbol.iterator](): IterableIterator<StreamClient> {
		return this.#clients.values();
	}

	subscribersOf(topic: string): Iterable<StreamClient> {
		return this.#byTopic.get(topic) ?? [];
	}

	add(client: StreamClient): void {
		const { accountId } = client.caller;
		const count = this.#streamsOf.get(accountId) ?? 0;
		if (count >= MAX_STREAMS_PER_ACCOUNT) throw new TooManyStreams(accountId);
		this.#streamsOf.set(accountId, count + 1);
		this.#clients.add(client);
		open.set(this.size);
		for (const topic of client.topics) this.#byTopic.set(topic, (this.#byTopic.get(topic) ?? new Set()).add(client));
	}

	remove(client: StreamClient): void {
		if (!this.#clients.delete(client)) return;
		open.set(this.size);
		const { accountId } = client.caller;
		const count = this.#streamsOf.get(accountId)! - 1;
		if (count > 0) this.#streamsOf.set(accountId, count);
		else this.#streamsOf.delete(accountId);
		for (const topic of client.topics) this.#unsubscribe(topic, client);
	}

	#unsubscribe(topic: string, client: StreamClient): void {
		const subscribers = this.#byTopic.get(topic);
		subscribers?.delete(client);
		if (subscribers?.size === 0) this.#byTopic.delete(topic);
	}
}
