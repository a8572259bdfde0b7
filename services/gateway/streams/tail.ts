import { setImmediate as turn } from "node:timers/promises";
import { type Logged, type StreamEvent, streamEvent } from "./event.ts";

/** So many events at least can be asked for again; more are never kept than a quarter above it. */
const KEEP = 4_000;
/** After a time without anyone who follows, so many of the latest are looked up, and the others are too old. */
const LOOK_BACK = 1_000;
const PAGE = 200;

export type ReadLog = (after: number, limit: number) => Promise<{ events: Logged[]; last: number }>;

/** The end of the event log as this node has it: every event in its order, without a gap while anyone follows. */
export class Tail {
	#read: ReadLog;
	#isFollowed: () => boolean;
	#tell: (event: StreamEvent) => void;
	#recent: StreamEvent[] = [];
	#seq = 0;
	#running: Promise<void> = Promise.resolve();
	#next: Promise<void> | undefined;

	constructor(read: ReadLog, isFollowed: () => boolean, tell: (event: StreamEvent) => void) {
		this.#read = read;
		this.#isFollowed = isFollowed;
		this.#tell = tell;
	}

	/** Resolves when all is told that the log has now. */
	refresh(): Promise<void> {
		this.#next ??= this.#running
			.catch(() => undefined)
			.then(() => {
				this.#next = undefined;
				this.#running = this.#readOn();
				return this.#running;
			});
		return this.#next;
	}

	/** What came after the event of this id and has any of these topics; nothing when it had none of them, or is not remembered. */
	since(id: string, topics: string[]): StreamEvent[] | undefined {
		const concerns = (event: StreamEvent) => event.topics.some((topic) => topics.includes(topic));
		const index = this.#recent.findLastIndex((event) => event.id === id);
		if (index < 0 || !concerns(this.#recent[index]!)) return undefined;
		return this.#recent.slice(index + 1).filter(concerns);
	}

	async #readOn(): Promise<void> {
		if (!this.#isFollowed()) await this.#skip();
		for (;;) {
			const { events } = await this.#read(this.#seq, PAGE);
			for (const logged of events) this.#note(streamEvent(logged));
			if (events.length < PAGE) return;
			await turn();
		}
	}

	/** Nobody misses what is left out here. A log that ends before our place is another one. */
	async #skip(): Promise<void> {
		const { last } = await this.#read(0, 0);
		if (last >= this.#seq && last - this.#seq <= LOOK_BACK) return;
		this.#seq = Math.max(0, last - LOOK_BACK);
		this.#recent = [];
	}

	#note(event: StreamEvent): void {
		this.#seq = event.seq;
		this.#recent.push(event);
		if (this.#recent.length > KEEP * 1.25) this.#recent = this.#recent.slice(-KEEP);
		this.#tell(event);
	}
}
