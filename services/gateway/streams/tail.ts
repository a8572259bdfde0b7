import { setImmediate as turn } from "node:timers/promises";
import { type LoggedEvent, type StreamEvent, streamEvent } from "./event.ts";

/** Clients can resume within at least this many events. Up to 25 % more are kept, so that the array is not copied for each event. */
const KEPT = 4_000;
/** After a time without clients, only this many of the latest events are read. */
const LOOK_BACK = 1_000;
const BATCH = 200;

export type ReadLog = (after: number, limit: number) => Promise<{ events: LoggedEvent[]; last: number }>;

/** This node's copy of the end of the event log: in order, and without gaps while there are clients. */
export class Tail {
	#read: ReadLog;
	#hasClients: () => boolean;
	#publish: (event: StreamEvent) => void;
	#recent: StreamEvent[] = [];
	#seq = 0;
	#running: Promise<void> = Promise.resolve();
	#next: Promise<void> | undefined;

	constructor(read: ReadLog, hasClients: () => boolean, publish: (event: StreamEvent) => void) {
		this.#read = read;
		this.#hasClients = hasClients;
		this.#publish = publish;
	}

	/** Resolves once all events that are in the log now have been published. */
	refresh(): Promise<void> {
		this.#next ??= this.#running
			.catch(() => undefined)
			.then(() => {
				this.#next = undefined;
				this.#running = this.#readNew();
				return this.#running;
			});
		return this.#next;
	}

	/** The events with any of these topics after the one with this id; undefined if that one is not kept or has none of them. */
	since(id: string, topics: string[]): StreamEvent[] | undefined {
		const matches = (event: StreamEvent) => event.topics.some((topic) => topics.includes(topic));
		const index = this.#recent.findLastIndex((event) => event.id === id);
		if (index < 0 || !matches(this.#recent[index]!)) return undefined;
		return this.#recent.slice(index + 1).filter(matches);
	}

	async #readNew(): Promise<void> {
		if (!this.#hasClients()) await this.#skip();
		for (;;) {
			const { events } = await this.#read(this.#seq, BATCH);
			for (const logged of events) this.#append(streamEvent(logged));
			if (events.length < BATCH) return;
			await turn();
		}
	}

	/** Skips old events while there are no clients. A log that ends before our position has been replaced, so it is read anew. */
	async #skip(): Promise<void> {
		const { last } = await this.#read(0, 0);
		if (last >= this.#seq && last - this.#seq <= LOOK_BACK) return;
		this.#seq = Math.max(0, last - LOOK_BACK);
		this.#recent = [];
	}

	#append(event: StreamEvent): void {
		this.#seq = event.seq;
		this.#recent.push(event);
		if (this.#recent.length > KEPT * 1.25) this.#recent = this.#recent.slice(-KEPT);
		this.#publish(event);
	}
}
