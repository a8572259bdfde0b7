import { randomUUID } from "node:crypto";
import { pauseUnless } from "../../lib/messaging/pause.ts";
import type { Logger } from "../../lib/observability/log.ts";
import type { Table } from "../../lib/storage/table.ts";
import type { ApplyFeed } from "./follower.ts";

export interface Progress {
	startedAt: number;
	/** The last sign of life of its owner. */
	touchedAt: number;
	finishedAt: number | null;
	/** The last number of the feed that was applied. */
	done: number;
	/** The last number of the feed. */
	of: number;
}

/** `owner` changes when a process takes the rebuild over, so that the previous owner stops. */
export type Owned = Progress & { owner: string };

const ID = "rebuild";
const ABANDONED_MS = 10_000;
const RETRY_MS = 1_000;

/** Replays the whole feed once, in one process at a time, and continues where a killed process stopped. */
export class Rebuild {
	#progress: Table<Owned>;
	#replay: ApplyFeed;
	#log: Logger;
	#closing = new AbortController();
	#running: Promise<void> | undefined;

	constructor(progress: Table<Owned>, replay: ApplyFeed, log: Logger) {
		this.#progress = progress;
		this.#replay = replay;
		this.#log = log;
	}

	async progress(): Promise<Progress | undefined> {
		return this.#progress.get(ID);
	}

	/** Starts a rebuild, unless one is under way. */
	async start(): Promise<Progress> {
		await this.#take((stored, at) => {
			if (!isUnfinished(stored)) return { startedAt: at, touchedAt: at, finishedAt: null, done: 0, of: 0 };
			return at - stored.touchedAt < ABANDONED_MS ? undefined : stored;
		});
		return (await this.progress())!;
	}

	/** Continues a rebuild that was interrupted by a stop or a crash. */
	async resume(): Promise<void> {
		await this.#take((stored) => (isUnfinished(stored) ? stored : undefined));
	}

	async stop(): Promise<void> {
		this.#closing.abort();
		await this.#running;
	}

	/** Becomes the owner and runs, unless `from` returns undefined. */
	async #take(from: (stored: Progress | undefined, at: number) => Progress | undefined): Promise<void> {
		const owner = randomUUID();
		const taken = await this.#progress.update(ID, (stored) => {
			const at = Date.now();
			const progress = from(stored, at);
			return progress && { ...progress, touchedAt: at, owner };
		});
		if (taken) this.#running = this.#run(taken);
	}

	/** Ends with the feed, when the service stops, or when another process takes over. */
	async #run(taken: Owned): Promise<void> {
		for (let current: Owned | undefined = taken; current && !this.#closing.signal.aborted; ) {
			try {
				const { done, isLast, of } = await this.#replay(current.done);
				const at = Date.now();
				current = await this.#write({ ...current, done, of, touchedAt: at, finishedAt: isLast ? at : null });
				if (isLast) return;
			} catch (error) {
				this.#log.warn(`Rebuild of my page failed; retrying in 1 s: ${(error as Error).message}`);
				await pauseUnless(this.#closing.signal, RETRY_MS);
			}
		}
	}

	/** Returns undefined if another process owns the rebuild. */
	#write(progress: Owned): Promise<Owned | undefined> {
		return this.#progress.update(ID, (stored) => (stored?.owner === progress.owner ? progress : undefined));
	}
}

const isUnfinished = (stored: Progress | undefined): stored is Progress => stored?.finishedAt === null;
