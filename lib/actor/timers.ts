import type { Logger } from "../observability/log.ts";
import type { ActorDocument, ActorStore, Due } from "../storage/actor-store.ts";

/** Due times beyond this horizon get no timer. The sweep fires them, a few seconds late. */
const HORIZON = 15 * 60_000;
/** At start, only times due within this period are armed: another node may have timers for the rest. */
const AT_START = 60_000;
const SWEEP_EVERY = 1_000;
/** Actors overdue by this much were armed in a process that has died. */
const TAKE_OVER_AFTER = 2_000;
/** While no actor is due within this time, one look in it is enough. */
const REST = 5_000;
const PAGE = 500;

/** Fires when a document is due. The due time in the document is authoritative; a timer only triggers the check. */
export class Timers {
	#documents: ActorStore;
	#onDue: (id: string) => Promise<unknown>;
	#log: Logger;
	#armed = new Map<string, NodeJS.Timeout>();
	/** Actors that failed in the last sweep. The next page is larger by their number, so that they never block the others. */
	#failing = new Set<string>();
	#sweep: NodeJS.Timeout | undefined;
	#isSweeping = false;
	#restsUntil = 0;
	#stopped = false;

	constructor(documents: ActorStore, onDue: (id: string) => Promise<unknown>, log: Logger) {
		this.#documents = documents;
		this.#onDue = onDue;
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

	/** Replaces the timer; called after every write. */
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
		this.#onDue(id).catch((error: Error) => this.#log.warn(`Timer for ${id} failed; retrying: ${error.message}`));
	}

	async #takeOver(): Promise<void> {
		if (this.#isSweeping || Date.now() < this.#restsUntil) return;
		this.#isSweeping = true;
		try {
			if (await this.#canRest()) return;
			const overdue: ActorDocument[] = await this.#documents.overdue(Date.now() - TAKE_OVER_AFTER, PAGE + this.#failing.size);
			const failed = await Promise.all(overdue.map(({ _id }) => this.#tryFire(_id)));
			this.#failing = new Set(failed.flatMap((id) => id ?? []));
		} catch (error) {
			this.#log.warn(`Looking up due timers failed; retrying: ${(error as Error).message}`);
		} finally {
			this.#isSweeping = false;
		}
	}

	/** An idle process looks ahead instead of asking every second. */
	async #canRest(): Promise<boolean> {
		const until = Date.now() + REST;
		if (this.#armed.size > 0 || this.#failing.size > 0 || (await this.#documents.overdue(until, 1)).length > 0) return false;
		this.#restsUntil = until;
		return true;
	}

	/** Returns the id on failure. Retries as long as the actor is due, but logs only the first failure. */
	async #tryFire(id: string): Promise<string | undefined> {
		try {
			await this.#onDue(id);
			return undefined;
		} catch (error) {
			if (!this.#failing.has(id)) this.#log.warn(`Timer for ${id} failed; retrying every second: ${(error as Error).message}`);
			return id;
		}
	}
}
