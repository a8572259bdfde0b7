import { pauseUnless } from "../../lib/pause.ts";
import type { ActorDocument, Documents } from "../../lib/store/documents.ts";
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

interface Log {
	warn(...args: unknown[]): void;
}

const ID = "rebuild";
const ABANDONED_AFTER = 10_000;
const TRY_AGAIN_AFTER = 1_000;

/** Goes once through the whole feed, at most one process at a time, and goes on where a killed one has left off. */
export class Rebuild {
	#progress: Documents<Progress>;
	#retell: Tell;
	#log: Log;
	#closing = new AbortController();
	#running: Promise<void> | undefined;

	constructor(progress: Documents<Progress>, retell: Tell, log: Log) {
		this.#progress = progress;
		this.#retell = retell;
		this.#log = log;
	}

	async progress(): Promise<Progress | null> {
		return (await this.#progress.load(ID))?.state ?? null;
	}

	/** Begins, unless it is under way. */
	async begin(): Promise<Progress> {
		const found = await this.#progress.load(ID);
		if (found && isUnderWay(found.state)) return found.state;
		const at = Date.now();
		await this.#take(
			found,
			isUnfinished(found) ? { ...found.state, touchedAt: at } : { startedAt: at, touchedAt: at, finishedAt: null, done: 0, of: 0 },
		);
		return (await this.progress())!;
	}

	/** Goes on with what a stop or a crash has interrupted. */
	async resume(): Promise<void> {
		const found = await this.#progress.load(ID);
		if (isUnfinished(found)) await this.#take(found, { ...found.state, touchedAt: Date.now() });
	}

	async stop(): Promise<void> {
		this.#closing.abort();
		await this.#running;
	}

	async #take(found: ActorDocument<Progress> | null, state: Progress): Promise<void> {
		const taken = await this.#write(found, state);
		if (taken) this.#running = this.#run(taken);
	}

	/** Ends when all is told, when the service does, or when another process has taken over. */
	async #run(taken: ActorDocument<Progress>): Promise<void> {
		for (let current: ActorDocument<Progress> | undefined = taken; current && !this.#closing.signal.aborted; ) {
			const { state }: ActorDocument<Progress> = current;
			try {
				const { done, isLast, of } = await this.#retell(state.done);
				const at = Date.now();
				current = await this.#write(current, { ...state, done, of, touchedAt: at, finishedAt: isLast ? at : null });
				if (isLast) return;
			} catch (error) {
				this.#log.warn(`The rebuild goes on in a second: ${(error as Error).message}`);
				await pauseUnless(this.#closing.signal, TRY_AGAIN_AFTER);
			}
		}
	}

	async #write(found: ActorDocument<Progress> | null, state: Progress): Promise<ActorDocument<Progress> | undefined> {
		const document = { _id: ID, version: (found?.version ?? 0) + 1, state, seen: {}, outbox: [] };
		const isOurs = await (found ? this.#progress.replace(document, found.version) : this.#progress.create(document));
		return isOurs ? document : undefined;
	}
}

const isUnfinished = (found: ActorDocument<Progress> | null): found is ActorDocument<Progress> => found?.state.finishedAt === null;
const isUnderWay = ({ finishedAt, touchedAt }: Progress): boolean => finishedAt === null && Date.now() - touchedAt < ABANDONED_AFTER;
