import type { Bus, GroupFigures, Subscription } from "../bus.ts";
import { BusClosed, ConsumerGroup, type InboundMessage, RETRY_POLICY, type RetryPolicy, readMessage } from "../consumer-group.ts";
import type { Envelope } from "../message.ts";

/**
 * The in-process bus. It stores nothing: a message stays in its sender's outbox until every group has settled it. It
 * therefore accepts messages only between `start`, when all groups must have subscribed, and `drain`.
 */
export class LocalBus implements Bus {
	#retryPolicy: RetryPolicy;
	#groups = new Map<string, ConsumerGroup>();
	#byType = new Map<string, ConsumerGroup[]>();
	#listeners: (() => void)[] = [];
	#open = false;

	constructor(retryPolicy: RetryPolicy = RETRY_POLICY) {
		this.#retryPolicy = retryPolicy;
	}

	async start(): Promise<void> {
		this.#open = true;
		for (const listener of this.#listeners) listener();
	}

	async publish({ id, type, sender, json }: Envelope): Promise<void> {
		if (!this.#open) throw new BusClosed(`The bus is not open; ${id} stays in its outbox.`);
		const groups = this.#byType.get(type);
		if (!groups) return;
		const inbound: InboundMessage = { id, type, sender, raw: json, message: readMessage(json) };
		if (groups.length === 1) await groups[0]!.deliver(inbound);
		else await Promise.all(groups.map((group) => group.deliver(inbound)));
	}

	async subscribe(subscription: Subscription): Promise<void> {
		const { group: name, types } = subscription;
		if (this.#groups.has(name)) throw new Error(`${name} has already subscribed.`);
		const group = new ConsumerGroup(subscription, this.#retryPolicy);
		this.#groups.set(name, group);
		for (const type of new Set(types)) this.#byType.set(type, [...(this.#byType.get(type) ?? []), group]);
	}

	onReconnect(listener: () => void): void {
		this.#listeners.push(listener);
	}

	backlog(groups?: readonly string[], storeId?: string): number {
		let sum = 0;
		for (const [name, group] of this.#groups) {
			if (groups?.includes(name) === false) continue;
			sum += storeId === undefined ? group.figures.pending + group.figures.inHand : group.unsettledOf(storeId);
		}
		return sum;
	}

	settled(groups: readonly string[]): number {
		let sum = 0;
		for (const name of groups) {
			const { deadLettered = 0, handled = 0 } = this.#groups.get(name)?.figures ?? {};
			sum += handled + deadLettered;
		}
		return sum;
	}

	figures(): Record<string, GroupFigures> {
		return Object.fromEntries([...this.#groups].map(([name, { figures }]) => [name, { ...figures }]));
	}

	async drain(): Promise<void> {
		this.#open = false;
		await Promise.all([...this.#groups.values()].map((group) => group.drain()));
	}

	close(): Promise<void> {
		return this.drain();
	}
}
