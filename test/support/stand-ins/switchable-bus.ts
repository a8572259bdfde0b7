import type { Bus, GroupFigures, Subscription } from "../../../lib/messaging/bus.ts";
import type { Envelope } from "../../../lib/messaging/message.ts";

/** A bus that can be made unavailable: it rejects messages until it is back. */
export class SwitchableBus implements Bus {
	isUnavailable = false;
	published: Envelope[] = [];
	#bus: Bus;
	#listeners: (() => void)[] = [];

	constructor(bus: Bus) {
		this.#bus = bus;
	}

	async publish(envelope: Envelope): Promise<void> {
		if (this.isUnavailable) throw new Error("the bus is unavailable");
		this.published.push(envelope);
		await this.#bus.publish(envelope);
	}

	back(): void {
		this.isUnavailable = false;
		for (const listener of this.#listeners) listener();
	}

	onReconnect(listener: () => void): void {
		this.#listeners.push(listener);
	}

	start = (): Promise<void> => this.#bus.start();
	subscribe = (subscription: Subscription): Promise<void> => this.#bus.subscribe(subscription);
	backlog = (groups?: readonly string[], storeId?: string): number => this.#bus.backlog(groups, storeId);
	settled = (groups: readonly string[]): number => this.#bus.settled(groups);
	figures = (): Record<string, GroupFigures> => this.#bus.figures();
	drain = (): Promise<void> => this.#bus.drain();
	close = (): Promise<void> => this.#bus.close();
}
