import { randomUUID } from "node:crypto";
import { pauseUnless } from "../../lib/messaging/pause.ts";
import type { Table } from "../../lib/storage/table.ts";
import type { Tell } from "./follower.ts";

export interface Progress {
	startedAt: number;
	/** When it was last heard of. */
	touchedAt: number;
	finishedAt: number | null;
	/** The last number of the feed that is done, of so many. */
	done: number;
	of: number;
}

/** `owner` changes when a process takes the rebuild over, so that the one before it stops. */
export type Owned = Progress & { owner: string };

interface Log {
	warn(...args: unknown[]): void;
}

const ID = "rebuild";
const ABANDONED_AFTER = 10_000;
const TRY_AGAIN_AFTER = 1_000;

/** Goes once through the whole feed, at most one process at a time, and goes on where a killed one has left off. */
export class Rebuild {
	#progress: Table<Owned>;
	#retell: Tell;
	#log: Log;
	#closing = new AbortController();
	#running: Promise<void> | undefined;

	constructor(progress: Table<Owned>, retell: Tell, log: Log) {
		this.#progress = progress;
		this.#retell = retell;
		this.#log = log;
	}

	async progress(): Promise<Progress | undefined> {
		return this.#progress.get(ID);
	}

	/** Starts a rebuild, unless one is under way. */
	async begin(): Promise<Progress> {
		await this.#take((stored, at) => {
			if (!isUnfinished(stored)) return { startedAt: at, touchedAt: at, finishedAt: null, done: 0, of: 0 };
			return at - stored.touchedAt < ABANDONED_AFTER ? undefined : stored;
		});
		return (await this.progress())!;
	}

	/** Continues a rebuild that a stop or a crash has interrupted. */
	async resume(): Promise<void> {
		await this.#take((stored) => (isUnfinished(stored) ? stored : undefined));
	}

	async stop(): Promise<void> {
		this.#closing.abort();
		await this.#running;
	}

	/** Runs what `from` makes of the stored progress, as its owner; undefined takes nothing. */
	async #take(from: (stored: Progress | undefined, at: number) => Progress | undefined): Promise<void> {
		const owner = randomUUID();
		const taken = await this.#progress.update(ID, (stored) => {
			const at = Date.now();
			const progress = from(stored, at);
			return progress && { ...progress, touchedAt: at, owner };
		});
		if (taken) this.#running = this.#run(taken);
	}

	/** Ends when the feed does, when the service stops, or when another process has taken over. */
	async #run(taken: Owned): Promise<void> {
		for (let current: Owned | undefined = taken; current && !this.#closing.signal.aborted; ) {
			try {
				const { done, isLast, of } = await this.#retell(current.done);
				const at = Date.now();
				current = await this.#write({ ...current, done, of, touchedAt: at, finishedAt: isLast ? at : null });
				if (isLast) return;
			} catch (error) {
				this.#log.warn(`The rebuild goes on in a second: ${(error as Error).message}`);
				await pauseUnless(this.#closing.signal, TRY_AGAIN_AFTER);
			}
		}
	}

	/** Undefined when another process owns the rebuild by now. */
	#write(progress: Owned): Promise<Owned | undefined> {
		return this.#progress.update(ID, (stored) => (stored?.owner === progress.owner ? progress : undefined));
	}
}

const isUnfinished = (stored: Progress | undefined): stored is Progress => stored?.finishedAt === null;
