import { pauseUnless } from "../../lib/messaging/pause.ts";
import type { Table } from "../../lib/storage/table.ts";

/** A piece of the feed that was told: up to which number, of how many there are. */
export interface Piece {
	done: number;
	of: number;
	isLast: boolean;
}
export type Tell = (after: number) => Promise<Piece>;

export interface Cursor {
	seq: number;
}

interface Log {
	warn(...args: unknown[]): void;
}

const ID = "cursor";
/** What is said within it is written together. */
const FOLD_FOR = 100;
/** In case a wake-up was lost. */
const LOOK_EVERY = 2_000;
const TRY_AGAIN_AFTER = 500;

/** Tells a read model the feed as it grows. Its place is kept only after what came before it is written; several may follow side by side. */
export class Follower {
	#cursor: Table<Cursor>;
	#send: Tell;
	#log: Log;
	#seq = 0;
	#isBehind = false;
	#failing = false;
	#rest = new AbortController();
	#closing = new AbortController();
	#running: Promise<void> | undefined;

	constructor(cursor: Table<Cursor>, send: Tell, log: Log) {
		this.#cursor = cursor;
		this.#send = send;
		this.#log = log;
	}

	async start(): Promise<void> {
		this.#seq = (await this.#cursor.get(ID))?.seq ?? 0;
		this.#running = this.#run();
	}

	async stop(): Promise<void> {
		this.#closing.abort();
		this.#rest.abort();
		await this.#running;
	}

	/** There is more to read. */
	wake(): void {
		this.#isBehind = true;
		this.#rest.abort();
	}

	async #run(): Promise<void> {
		while (!this.#closing.signal.aborted) {
			this.#isBehind = false;
			try {
				if (await this.#readOn()) await this.#pause();
				this.#failing = false;
			} catch (error) {
				if (!this.#failing) this.#log.warn(`My page falls behind: ${(error as Error).message}`);
				this.#failing = true;
				await pauseUnless(this.#closing.signal, TRY_AGAIN_AFTER);
			}
		}
	}

	/** True at the end of the feed. */
	async #readOn(): Promise<boolean> {
		const { done, isLast } = await this.#send(this.#seq);
		if (done > this.#seq) await this.#advance(done);
		this.#seq = done;
		return isLast;
	}

	async #pause(): Promise<void> {
		await pauseUnless(this.#closing.signal, FOLD_FOR);
		if (this.#isBehind || this.#closing.signal.aborted) return;
		this.#rest = new AbortController();
		await pauseUnless(this.#rest.signal, LOOK_EVERY);
	}

	/** Another process may be further ahead; the cursor never moves back. */
	async #advance(seq: number): Promise<void> {
		await this.#cursor.update(ID, (stored) => (stored && stored.seq >= seq ? undefined : { seq }));
	}
}
