import { Gauge } from "prom-client";
import { registry } from "../../../lib/observability/metrics.ts";
import { TooManyStreams } from "../gateway.errors.ts";
import type { StreamClient } from "./client.ts";

/** More than the pages that a person has open; a connection each is what they cost. */
export const STREAMS_OF_AN_ACCOUNT = 20;

const open = new Gauge({ name: "cortado_streams", help: "Clients that listen to a stream of this node.", registers: [registry] });

/** Those who listen on this node, by what they wait for. */
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

	waitingFor(topic: string): Iterable<StreamClient> {
		return this.#byTopic.get(topic) ?? [];
	}

	add(client: StreamClient): void {
		const { accountId } = client.caller;
		const others = this.#streamsOf.get(accountId) ?? 0;
		if (others >= STREAMS_OF_AN_ACCOUNT) throw new TooManyStreams(accountId);
		this.#streamsOf.set(accountId, others + 1);
		this.#clients.add(client);
		open.set(this.size);
		for (const topic of client.topics) this.#byTopic.set(topic, (this.#byTopic.get(topic) ?? new Set()).add(client));
	}

	remove(client: StreamClient): void {
		if (!this.#clients.delete(client)) return;
		open.set(this.size);
		const { accountId } = client.caller;
		const others = this.#streamsOf.get(accountId)! - 1;
		if (others > 0) this.#streamsOf.set(accountId, others);
		else this.#streamsOf.delete(accountId);
		for (const topic of client.topics) this.#leave(topic, client);
	}

	#leave(topic: string, client: StreamClient): void {
		const others = this.#byTopic.get(topic);
		others?.delete(client);
		if (others?.size === 0) this.#byTopic.delete(topic);
	}
}
