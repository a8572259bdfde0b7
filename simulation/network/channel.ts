import type { Owner, Scheduler } from "../clock/scheduler.ts";

/** One direction of a connection: what is sent arrives in the order in which it was sent. */
export class Channel {
	#scheduler: Scheduler;
	#receiver: Owner;
	#latency: () => number;
	#lastArrival = 0;
	#batch: (() => void)[] = [];
	#batchOf = -1;

	constructor(scheduler: Scheduler, receiver: Owner, latency: () => number) {
		this.#scheduler = scheduler;
		this.#receiver = receiver;
		this.#latency = latency;
	}

	/** What one step sends arrives together, like writes to a socket. */
	send(deliver: () => void): void {
		if (this.#batchOf === this.#scheduler.steps && this.#batch.length > 0) {
			this.#batch.push(deliver);
			return;
		}
		const batch = [deliver];
		this.#batch = batch;
		this.#batchOf = this.#scheduler.steps;
		this.#lastArrival = Math.max(this.#scheduler.now + this.#latency(), this.#lastArrival);
		this.#scheduler.schedule(
			this.#lastArrival - this.#scheduler.now,
			() => {
				for (const one of batch.splice(0)) one();
			},
			this.#receiver,
		);
	}
}
