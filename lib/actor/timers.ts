import type { ActorDocument, ActorStore, Due } from "../storage/actor-store.ts";

/** Further away than this, a due time waits in the store only, and is late by the seconds that a take-over takes. */
const HORIZON = 15 * 60_000;
/** Of what was stored before the start: the rest may well have a timer on another node. */
const AT_START = 60_000;
const SWEEP_EVERY = 1_000;
/** What is overdue by this much was armed in a process that is gone. */
const TAKE_OVER_AFTER = 2_000;
const PAGE = 500;

interface Log {
	warn(...args: unknown[]): void;
}

/** Rings when a document's due time has come; the time in the document is the truth, the timer only remembers when to look. */
export class Timers {
	#documents: ActorStore;
	#ring: (id: string) => Promise<unknown>;
	#log: Log;
	#armed = new Map<string, NodeJS.Timeout>();
	/** What could not be rung the last time. It must not keep a page full, or nothing behind it would ever be looked at. */
	#failing = new Set<string>();
	#sweep: NodeJS.Timeout | undefined;
	#looking = false;
	#stopped = false;

	constructor(documents: ActorStore, ring: (id: string) => Promise<unknown>, log: Log) {
		this.#documents = documents;
		this.#ring = ring;
		this.#log = log;
	}

	async start(): Promise<void> {
		this.#sweep = setInterval(() => void this.#takeOver(), SWEEP_EVERY);
		for (const document of await this.#documents.overdue(Date.now() + AT_START, PAGE)) this.arm(document._id, document.due);
	}

	stop(): void {
		this.#stopped = true;
		clearInterval(this.#sweep);
		for (const timer of this.#armed.values()) clearTimeout(timer);
		this.#armed.clear();
	}

	/** Called after every write: the last due time counts. */
	arm(id: string, due: Due | undefined): void {
		const before = this.#armed.get(id);
		if (before) {
			clearTimeout(before);
			this.#armed.delete(id);
		}
		if (!due || this.#stopped) return;
		const wait = due.at - Date.now();
		if (wait <= HORIZON)
			this.#armed.set(
				id,
				setTimeout(() => this.#fire(id), Math.max(wait, 0)),
			);
	}

	#fire(id: string): void {
		this.#armed.delete(id);
		this.#ring(id).catch((error: Error) => this.#log.warn(`The due time of ${id} is taken up again: ${error.message}`));
	}

	async #takeOver(): Promise<void> {
		if (this.#looking) return;
		this.#looking = true;
		try {
			const overdue: ActorDocument[] = await this.#documents.overdue(Date.now() - TAKE_OVER_AFTER, PAGE + this.#failing.size);
			const failed = await Promise.all(overdue.map(({ _id }) => this.#rung(_id)));
			this.#failing = new Set(failed.flatMap((id) => id ?? []));
		} catch (error) {
			this.#log.warn(`Due times are looked up again: ${(error as Error).message}`);
		} finally {
			this.#looking = false;
		}
	}

	/** Which one could not be rung; said once, tried for as long as it is due. */
	async #rung(id: string): Promise<string | undefined> {
		try {
			await this.#ring(id);
			return undefined;
		} catch (error) {
			if (!this.#failing.has(id)) this.#log.warn(`The due time of ${id} is tried every second: ${(error as Error).message}`);
			return id;
		}
	}
}
