import type { Bus, GroupFigures, Subscription } from "../../../lib/messaging/bus.ts";
import type { Envelope } from "../../../lib/messaging/message.ts";

/** A bus that can be away: it refuses to publish until it is back. */
export class SwitchableBus implements Bus {
	away = false;
	published: Envelope[] = [];
	#bus: Bus;
	#listeners: (() => void)[] = [];

	constructor(bus: Bus) {
		this.#bus = bus;
	}

	async publish(envelope: Envelope): Promise<void> {
		if (this.away) throw new Error("the bus is away");
		this.published.push(envelope);
		await this.#bus.publish(envelope);
	}

	back(): void {
		this.away = false;
		for (const listener of this.#listeners) listener();
	}

	onReconnect(listener: () => void): void {
		this.#listeners.push(listener);
	}

	start = (): Promise<void> => this.#bus.start();
	subscribe = (subscription: Subscription): Promise<void> => this.#bus.subscribe(subscription);
	backlog = (): number => this.#bus.backlog();
	figures = (): Record<string, GroupFigures> => this.#bus.figures();
	drain = (): Promise<void> => this.#bus.drain();
	close = (): Promise<void> => this.#bus.close();
}
