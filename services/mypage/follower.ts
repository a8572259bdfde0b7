import { pauseUnless } from "../../lib/messaging/pause.ts";
import type { Logger } from "../../lib/observability/log.ts";
import type { Table } from "../../lib/storage/table.ts";

/** A batch of the feed that was applied: up to number `done` of `of`. */
export interface AppliedBatch {
	done: number;
	of: number;
	isLast: boolean;
}
export type ApplyFeed = (after: number) => Promise<AppliedBatch>;

export interface Cursor {
	seq: number;
}

const ID = "cursor";
/** Events that arrive within this time are written together. */
const GATHER_MS = 100;
/** Polls in case a wake-up was lost. */
const POLL_MS = 2_000;
const RETRY_MS = 500;

/** Applies the growing feed to a read model. The cursor is stored after the events are; several processes may follow at once. */
export class Follower {
	#cursor: Table<Cursor>;
	#apply: ApplyFeed;
	#log: Logger;
	#seq = 0;
	#hasMore = false;
	#isFailing = false;
	#idle = new AbortController();
	#closing = new AbortController();
	#running: Promise<void> | undefined;

	constructor(cursor: Table<Cursor>, apply: ApplyFeed, log: Logger) {
		this.#cursor = cursor;
		this.#apply = apply;
		this.#log = log;
	}

	async start(): Promise<void> {
		this.#seq = (await this.#cursor.get(ID))?.seq ?? 0;
		this.#running = this.#run();
	}

	async stop(): Promise<void> {
		this.#closing.abort();
		this.#idle.abort();
		await this.#running;
	}

	/** Reports that the feed has grown. */
	wake(): void {
		this.#hasMore = true;
		this.#idle.abort();
	}

	async #run(): Promise<void> {
		while (!this.#closing.signal.aborted) {
			this.#hasMore = false;
			try {
				if (await this.#readNext()) await this.#pause();
				this.#isFailing = false;
			} catch (error) {
				if (!this.#isFailing) this.#log.warn(`Cannot update my page; retrying: ${(error as Error).message}`);
				this.#isFailing = true;
				await pauseUnless(this.#closing.signal, RETRY_MS);
			}
		}
	}

	/** Returns true at the end of the feed. */
	async #readNext(): Promise<boolean> {
		const { done, isLast, of } = await this.#apply(this.#seq);
		if (done > this.#seq) await this.#advance(done);
		// A log that ends before the cursor was restored from a backup, and gives the numbers after its end again.
		const isShorter = of < this.#seq;
		if (isShorter) await this.#cursor.update(ID, () => ({ seq: of }));
		this.#seq = isShorter ? of : done;
		return isLast;
	}

	async #pause(): Promise<void> {
		await pauseUnless(this.#closing.signal, GATHER_MS);
		if (this.#hasMore || this.#closing.signal.aborted) return;
		this.#idle = new AbortController();
		await pauseUnless(this.#idle.signal, POLL_MS);
	}

	/** Never moves the cursor back: another process may be further ahead. */
	async #advance(seq: number): Promise<void> {
		await this.#cursor.update(ID, (stored) => (stored && stored.seq >= seq ? undefined : { seq }));
	}
}
