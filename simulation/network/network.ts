import type { Owner, Scheduler } from "../clock/scheduler.ts";
import type { Conditions } from "../faults/conditions.ts";
import { Channel } from "./channel.ts";

interface Subscriber {
	owner: Owner;
	receive(data: Buffer): void;
}

/** Carries the packets of Moleculer between nodes. */
export class Network {
	readonly scheduler: Scheduler;
	#conditions: Conditions;
	#subscribers = new Map<string, Subscriber[]>();
	#channels = new Map<Owner, Map<Owner, Channel>>();

	constructor(scheduler: Scheduler, conditions: Conditions) {
		this.scheduler = scheduler;
		this.#conditions = conditions;
	}

	subscribe(topic: string, receive: (data: Buffer) => void): void {
		const { owner } = this.scheduler;
		this.#subscribers.set(topic, [...(this.#subscribers.get(topic) ?? []), { owner, receive }]);
	}

	send(topic: string, data: Buffer): void {
		const { owner } = this.scheduler;
		for (const { owner: receiver, receive } of this.#subscribers.get(topic) ?? []) {
			if (this.#isLost(owner, receiver, topic)) continue;
			this.#channel(owner, receiver).send(() => receive(data));
		}
	}

	/** Forgets a process that has died or stopped. */
	forget(dead: Owner): void {
		for (const [topic, subscribers] of this.#subscribers)
			this.#subscribers.set(
				topic,
				subscribers.filter(({ owner }) => owner !== dead),
			);
		this.#channels.delete(dead);
		for (const receivers of this.#channels.values()) receivers.delete(dead);
	}

	#isLost(from: Owner, to: Owner, topic: string): boolean {
		if (from === to) return false;
		return this.#conditions.isCut(from.name, to.name) || (topic.includes(".RES.") && this.#conditions.losesAnswer());
	}

	#channel(from: Owner, to: Owner): Channel {
		const receivers = this.#channels.get(from) ?? new Map<Owner, Channel>();
		const channel = receivers.get(to) ?? new Channel(this.scheduler, to, () => this.#conditions.latency());
		this.#channels.set(from, receivers.set(to, channel));
		return channel;
	}
}
