import { setTimeout as sleep } from "node:timers/promises";
import type { Envelope } from "../../lib/message.ts";
import type { ActorDocument, Documents } from "../../lib/store/documents.ts";
import type { LoggedEvent } from "./event-log.ts";

/** Events in the order of the feed: the first has this number, the others follow. */
export interface Batch {
	first: number;
	ids: string[];
}

interface Log {
	warn(...args: unknown[]): void;
}

/** Many events in one commit cost half of what each would alone. */
const GATHER_FOR = 10;
const NUMBER_EVERY = 25;
/** What has waited for so long, nobody is about to number. */
const LEFT_AFTER = 2_000;
const MOST_IN_ONE = 200;
/** The version of an event that waits for its number; it never changes, only its outbox is emptied. */
const WAITING = 1;
const UNNUMBERED: Envelope = { id: "", type: "", sender: "", version: WAITING, json: "" };

export const batchId = (first: number): string => String(first).padStart(15, "0");

/**
 * Gives each stored event one number, from 1 and without a gap, however many processes do so at once.
 * A batch is created under its first number, so one process only can create it, and whoever creates the next has noted all
 * before it. An event has something in its outbox until its batch is noted: that is how a crash leaves it to others, and since
 * an event of a batch that is not noted yet cannot get into the next one, none is numbered twice.
 */
export class Sequencer {
	#events: Documents<LoggedEvent>;
	#batches: Documents<Batch>;
	#log: Log;
	#grown: () => void;
	/** About to be stored by this process. Whoever numbers an event before it knows that it is stored is noticed by this. */
	#expected = new Map<string, Promise<void>>();
	/** Stored, and not numbered as far as this process knows. */
	#ready = new Set<string>();
	#next = 1;
	#gathering: Promise<void> | undefined;
	#timer: NodeJS.Timeout | undefined;
	#sweeper: NodeJS.Timeout | undefined;
	#working: Promise<void> = Promise.resolve();

	constructor(events: Documents<LoggedEvent>, batches: Documents<Batch>, log: Log, grown: () => void = () => undefined) {
		this.#events = events;
		this.#batches = batches;
		this.#log = log;
		this.#grown = grown;
	}

	async start(): Promise<void> {
		const [last] = await this.#batches.page({ order: "descending", limit: 1 });
		if (last) await this.#settle(last);
		await this.numberLeft(Date.now());
		this.#sweeper = setInterval(() => void this.numberLeft(Date.now() - LEFT_AFTER), LEFT_AFTER);
	}

	async stop(): Promise<void> {
		clearInterval(this.#sweeper);
		await this.number();
		clearTimeout(this.#timer);
	}

	/** Stores an event under its own id, once. */
	store(id: string, event: LoggedEvent): Promise<void> {
		const known = this.#expected.get(id);
		if (known) return known;
		const storing = this.#store(id, event).finally(() => this.#expected.delete(id));
		this.#expected.set(id, storing);
		return storing;
	}

	async #store(id: string, event: LoggedEvent): Promise<void> {
		await this.#gather();
		const isNew = await this.#events.create({ _id: id, version: WAITING, state: event, seen: {}, outbox: [UNNUMBERED] });
		if (isNew && this.#expected.has(id)) this.#queue(id);
	}

	/** Numbers what waits. What fails is tried again. */
	number(): Promise<void> {
		return this.#oneByOne(async () => {
			while (this.#ready.size > 0) await this.#append([...this.#ready].slice(0, MOST_IN_ONE));
		});
	}

	/** What a process that died, or this one in vain, has stored and not numbered: events of before a time. */
	async numberLeft(before: number): Promise<void> {
		await this.#oneByOne(async () => {
			for (const id of await this.#left(before)) this.#ready.add(id);
		});
		await this.number();
	}

	async #left(before: number): Promise<string[]> {
		const left: { id: string; at: number }[] = [];
		for (let after: string | undefined; ; ) {
			const page = await this.#events.pending(MOST_IN_ONE, after);
			const others = page.filter(({ _id, state }) => state.at < before && !this.#expected.has(_id) && !this.#ready.has(_id));
			left.push(...others.map(({ _id, state }) => ({ id: _id, at: state.at })));
			if (page.length < MOST_IN_ONE) return left.sort((one, other) => one.at - other.at).map(({ id }) => id);
			after = page.at(-1)!._id;
		}
	}

	#gather(): Promise<void> {
		this.#gathering ??= sleep(GATHER_FOR).then(() => {
			this.#gathering = undefined;
		});
		return this.#gathering;
	}

	#queue(id: string): void {
		this.#ready.add(id);
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			void this.number();
		}, NUMBER_EVERY);
	}

	#oneByOne(work: () => Promise<void>): Promise<void> {
		this.#working = this.#working.then(work).catch((error: Error) => {
			this.#log.warn(`Events are numbered later: ${error.message}`);
		});
		return this.#working;
	}

	async #append(ids: string[]): Promise<void> {
		for (let rest = ids; rest.length > 0; rest = rest.filter((id) => this.#ready.has(id))) {
			const batch: ActorDocument<Batch> = {
				_id: batchId(this.#next),
				version: 1,
				state: { first: this.#next, ids: rest },
				seen: {},
				outbox: [],
			};
			await ((await this.#batches.create(batch)) ? this.#settle(batch) : this.#catchUp());
		}
	}

	/** Takes note of what others have numbered, and of what this process has and was kept from noting. */
	async #catchUp(): Promise<void> {
		for (let batch = await this.#batches.load(batchId(this.#next)); batch; batch = await this.#batches.load(batchId(this.#next)))
			await this.#settle(batch);
	}

	async #settle({ state: { first, ids } }: ActorDocument<Batch>): Promise<void> {
		await this.#events.clearOutbox(new Map(ids.map((id) => [id, WAITING])));
		for (const id of ids) {
			this.#expected.delete(id);
			this.#ready.delete(id);
		}
		this.#next = first + ids.length;
		this.#grown();
	}
}
