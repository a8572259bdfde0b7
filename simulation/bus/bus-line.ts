import { type Owner, type Scheduler, WORLD } from "../clock/scheduler.ts";
import type { Conditions } from "../faults/conditions.ts";
import { Channel } from "../network/channel.ts";
import type { Line } from "./client.ts";

export const BUS = "nats";
const RECONNECT_AFTER = 250;

/** The connection of one process to the message server. */
export class BusLine implements Line {
	readonly owner: Owner;
	#scheduler: Scheduler;
	#conditions: Conditions;
	#up: Channel;
	#down: Channel;
	#isUp = true;
	#connection = 0;
	#listeners: ((isUp: boolean) => void)[] = [];

	constructor(scheduler: Scheduler, conditions: Conditions) {
		this.#scheduler = scheduler;
		this.#conditions = conditions;
		this.owner = scheduler.owner;
		this.#up = new Channel(scheduler, WORLD, () => conditions.busLatency());
		this.#down = new Channel(scheduler, this.owner, () => conditions.busLatency());
		this.#isUp = this.#canReach();
	}

	isUp(): boolean {
		return this.#isUp && this.owner.isAlive;
	}

	toServer(run: () => void): void {
		const connection = this.#connection;
		if (this.#isUp) this.#up.send(() => this.#connection === connection && run());
	}

	toClient(run: () => void): void {
		const connection = this.#connection;
		if (this.#isUp) this.#down.send(() => this.#connection === connection && run());
	}

	onChange(listener: (isUp: boolean) => void): void {
		this.#listeners.push(listener);
	}

	losesAnswer(): boolean {
		return this.#conditions.losesAnswer();
	}

	losesRequest(): boolean {
		return this.#conditions.losesMessage();
	}

	/** Reconnects or disconnects after the conditions have changed. */
	update(): void {
		if (this.#canReach() === this.#isUp || !this.owner.isAlive) return;
		if (this.#isUp) this.#change(false);
		else
			this.#scheduler.schedule(
				RECONNECT_AFTER,
				() => {
					if (this.#canReach() && !this.#isUp) this.#change(true);
				},
				this.owner,
			);
	}

	#change(isUp: boolean): void {
		this.#isUp = isUp;
		this.#connection++;
		this.#scheduler.schedule(
			0,
			() => {
				for (const listener of this.#listeners) listener(isUp);
			},
			this.owner,
		);
	}

	#canReach(): boolean {
		return !this.#conditions.isBusDown && !this.#conditions.isCut(this.owner.name, BUS);
	}
}
