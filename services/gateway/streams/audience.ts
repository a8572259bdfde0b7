import { Gauge } from "prom-client";
import { config } from "../../../lib/config/config.ts";
import { registry } from "../../../lib/observability/metrics.ts";
import { TooManyStreams } from "../gateway.errors.ts";
import type { StreamClient } from "./client.ts";

/** More than the pages that one person keeps open; each stream costs a connection. */
export const MAX_STREAMS_PER_ACCOUNT = 20;

const open = new Gauge({ name: "cortado_streams", help: "Open event streams of this node.", registers: [registry] });

class Tally {
	#counts = new Map<string, number>();

	of(key: string): number {
		return this.#counts.get(key) ?? 0;
	}

	add(key: string, change: number): void {
		const count = this.of(key) + change;
		if (count > 0) this.#counts.set(key, count);
		else this.#counts.delete(key);
	}
}

/** The stream clients of this node, by topic. */
export class Audience {
	#clients = new Set<StreamClient>();
	#byTopic = new Map<string, Set<StreamClient>>();
	#byAccount = new Tally();
	#byAddress = new Tally();

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
		const { address, caller } = client;
		if (this.#byAccount.of(caller.accountId) >= MAX_STREAMS_PER_ACCOUNT) throw new TooManyStreams(`Account ${caller.accountId}`);
		if (this.#byAddress.of(address) >= config.streamsPerAddress) throw new TooManyStreams("The address");
		this.#byAccount.add(caller.accountId, 1);
		this.#byAddress.add(address, 1);
		this.#clients.add(client);
		open.set(this.size);
		for (const topic of client.topics) this.#byTopic.set(topic, (this.#byTopic.get(topic) ?? new Set()).add(client));
	}

	remove(client: StreamClient): void {
		if (!this.#clients.delete(client)) return;
		open.set(this.size);
		this.#byAccount.add(client.caller.accountId, -1);
		this.#byAddress.add(client.address, -1);
		for (const topic of client.topics) this.#unsubscribe(topic, client);
	}

	#unsubscribe(topic: string, client: StreamClient): void {
		const subscribers = this.#byTopic.get(topic);
		subscribers?.delete(client);
		if (subscribers?.size === 0) this.#byTopic.delete(topic);
	}
}
