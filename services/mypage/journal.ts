import { setTimeout as sleep } from "node:timers/promises";
import type { LoggedEvent } from "../../contracts/event-log.ts";
import { mayRetry } from "../../lib/messaging/bus.ts";
import type { Logger } from "../../lib/observability/log.ts";
import type { CollectionSpec } from "../../lib/storage/actor-store.ts";
import type { Table } from "../../lib/storage/table.ts";
import { inCausalOrder, type Waiting } from "./causal-order.ts";
import { type Predecessor, subjectOf } from "./event.ts";
import { type EventIndex, SEGMENT, segmentOf } from "./event-index.ts";

/** Events written together: the first has the number `first`, the others follow. */
export interface Batch {
	first: number;
	events: LoggedEvent[];
}

export const BATCHES = { name: "event_batches" } satisfies CollectionSpec;

const GATHER_MS = 10;
const MAX_BATCH = 200;
const SCAN_LIMIT = 200;
/** A message that a dead process had in hand is delivered again within 5 s. A lost one never comes. */
const HOLD_MS = 6_000;
const REMOVED_AT_ONCE = 100;

const batchId = (first: number): string => String(first).padStart(15, "0");
const endOf = ({ events, first }: Batch): number => first + events.length;

/**
 * Every event, once, numbered from 1 without gaps, even if several processes write.
 * A batch is inserted under its first number, so only one process can insert it, and it must know all earlier batches to do so:
 * those since the last indexed segment are in memory, the others in the index. So no event is written twice, and a crash
 * leaves a whole batch or none. An event is held back while one that it follows is missing.
 */
export class Journal {
	#batches: Table<Batch>;
	#index: EventIndex;
	#log: Logger;
	#onGrowth: () => void;
	#holdMs: number;
	/** Batches not indexed yet, in order; also serves readers that are nearly up to date. */
	#tail: Batch[] = [];
	#ids = new Set<string>();
	#next = 1;
	#waiting = new Map<string, Waiting>();
	#writing: Promise<void> | undefined;
	#indexing: Promise<void> | undefined;

	constructor(batches: Table<Batch>, index: EventIndex, log: Logger, onGrowth: () => void = () => undefined, holdMs = HOLD_MS) {
		this.#batches = batches;
		this.#index = index;
		this.#log = log;
		this.#onGrowth = onGrowth;
		this.#holdMs = holdMs;
	}

	/** The highest number so far; 0 before the first. */
	get last(): number {
		return this.#next - 1;
	}

	async start(): Promise<void> {
		const indexed = (await this.#index.end()) * SEGMENT;
		if (indexed > 0) this.#next = endOf(await this.#batchWith(indexed));
		await this.catchUp();
	}

	async stop(): Promise<void> {
		await this.#writing;
		await this.#indexing;
	}

	/** Resolves once the event is durable. */
	async store(event: LoggedEvent, after: Predecessor[] = []): Promise<void> {
		if (this.#ids.has(event.id)) return;
		const until = performance.now() + this.#holdMs;
		const waiting = this.#waiting.get(event.id) ?? { event, after, until, stored: Promise.withResolvers<void>() };
		this.#waiting.set(event.id, waiting);
		this.#writing ??= this.#write();
		return waiting.stored.promise;
	}

	/** Reads the batches that other processes have written. */
	async catchUp(): Promise<void> {
		for (let isLast = false; !isLast; ) {
			const found = await this.#batches.scan({ after: batchId(this.last), limit: SCAN_LIMIT });
			for (const { value } of found) this.#add(value);
			isLast = found.length < SCAN_LIMIT;
		}
	}

	/** Batches in order, starting with the one that holds this number. */
	async *from(number: number): AsyncGenerator<Batch> {
		for (let seq = number; seq < this.#next; ) {
			const batch = this.#tail.findLast(({ first }) => first <= seq) ?? (await this.#batchWith(seq));
			yield batch;
			seq = endOf(batch);
		}
	}

	/**
	 * Removes whole segments of which every event is older, oldest first, and yields the number of events removed with each page.
	 * The last indexed segment stays, because numbering continues after it at a start.
	 */
	async *remove(before: number): AsyncGenerator<number> {
		const end = await this.#index.end();
		for (let batches = await this.#oldestSegment(); batches.length > 0; batches = await this.#oldestSegment()) {
			const segment = segmentOf(batches[0]!.first);
			if (segment >= end - 1 || batches.some(({ events }) => events.some(({ at }) => at >= before))) return;
			await this.#index.remove(segment, batches);
			for (let first = 0; first < batches.length; first += REMOVED_AT_ONCE) {
				const page = batches.slice(first, first + REMOVED_AT_ONCE);
				await Promise.all(page.map((batch) => this.#batches.remove(batchId(batch.first))));
				yield page.reduce((sum, { events }) => sum + events.length, 0);
			}
		}
	}

	/** Copies the tail before reading the index: a batch that leaves the tail is already in the index. */
	async of(subject: string): Promise<LoggedEvent[]> {
		const tail = [...this.#tail];
		const start = tail[0]?.first ?? this.#next;
		const older = (await this.#index.find(subject)).filter((first) => first < start);
		const found = await Promise.all(older.map((first) => this.#batches.get(batchId(first))));
		const batches = [...found.filter((batch) => batch !== undefined), ...tail];
		return batches.flatMap(({ events }) => events.filter((event) => subjectOf(event) === subject));
	}

	/** The batch that holds this number, or the oldest one if that was removed. */
	async #batchWith(number: number): Promise<Batch> {
		const [found] = await this.#batches.scan({ order: "descending", after: batchId(number + 1), limit: 1 });
		const batch = (found ?? (await this.#batches.scan({ limit: 1 }))[0])?.value;
		if (!batch || endOf(batch) <= number) throw new Error(`The event log lacks event ${number}: restore a backup.`);
		return batch;
	}

	async #oldestSegment(): Promise<Batch[]> {
		const [oldest] = await this.#batches.scan({ limit: 1 });
		if (!oldest) return [];
		const isOfSegment = ({ first }: Batch) => segmentOf(first) === segmentOf(oldest.value.first);
		const batches = [oldest.value];
		for (let isLast = false; !isLast; ) {
			const page = (await this.#batches.scan({ after: batchId(batches.at(-1)!.first), limit: SCAN_LIMIT })).map(({ value }) => value);
			batches.push(...page.filter(isOfSegment));
			isLast = page.length < SCAN_LIMIT || !page.every(isOfSegment);
		}
		return batches;
	}

	async #write(): Promise<void> {
		while (this.#waiting.size > 0) {
			await sleep(GATHER_MS);
			const ready = await this.#ready();
			while (ready.length > 0 && (await this.#append(ready.splice(0, MAX_BATCH))));
		}
		this.#writing = undefined;
	}

	/** The waiting events that can be written now, causes first. Another process may have written what is missing here. */
	async #ready(): Promise<Waiting[]> {
		const waiting = new Map(this.#waiting);
		try {
			let missing = await this.#missing(waiting);
			if (missing.size > 0) {
				await this.catchUp();
				missing = await this.#missing(waiting);
			}
			return inCausalOrder(waiting, missing);
		} catch (error) {
			for (const id of waiting.keys()) this.#settle(id, error);
			return [];
		}
	}

	/** The predecessors that are neither stored nor waiting. */
	async #missing(waiting: Map<string, Waiting>): Promise<Set<string>> {
		const absent = [...waiting.values()].flatMap(({ after }) => after).filter(({ id }) => !waiting.has(id) && !this.#ids.has(id));
		const isStored = await Promise.all(absent.map(({ id, subject }) => this.#index.has(subject, id)));
		return new Set(absent.flatMap(({ id }, position) => (isStored[position] ? [] : [id])));
	}

	/** An event that cannot be stored fails only those that follow it. Returns whether all are stored. */
	async #append(batch: Waiting[]): Promise<boolean> {
		try {
			await this.#appendAll(batch);
			return true;
		} catch (error) {
			if (batch.length > 1 && !mayRetry(error)) await this.#appendEach(batch);
			else for (const { event } of batch) this.#settle(event.id, error);
			return false;
		}
	}

	/** Leaves the events that follow a failed one waiting. */
	async #appendEach(batch: Waiting[]): Promise<void> {
		const failed = new Set<string>();
		for (const one of batch) if (one.after.some(({ id }) => failed.has(id)) || !(await this.#append([one]))) failed.add(one.event.id);
	}

	async #appendAll(waiting: Waiting[]): Promise<void> {
		for (let fresh = await this.#withoutStored(waiting); fresh.length > 0; fresh = await this.#withoutStored(fresh)) {
			const batch: Batch = { first: this.#next, events: fresh.map(({ event }) => event) };
			if (await this.#batches.insert(batchId(batch.first), batch)) this.#add(batch);
			else await this.catchUp();
		}
	}

	/** Settles the events that are already stored, and returns the others. */
	async #withoutStored(waiting: Waiting[]): Promise<Waiting[]> {
		const isStored = await Promise.all(waiting.map(({ event }) => this.#index.has(subjectOf(event), event.id)));
		for (const [position, { event }] of waiting.entries()) if (isStored[position]) this.#settle(event.id);
		return waiting.filter(({ event }) => this.#waiting.has(event.id));
	}

	#settle(id: string, error?: unknown): void {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		if (error === undefined) waiting?.stored.resolve();
		else waiting?.stored.reject(error);
	}

	#add(batch: Batch): void {
		if (batch.first !== this.#next) return;
		this.#tail.push(batch);
		this.#next = endOf(batch);
		for (const { id } of batch.events) {
			this.#ids.add(id);
			this.#settle(id);
		}
		this.#onGrowth();
		if (this.#isSegmentComplete()) this.#indexing ??= this.#indexTail();
	}

	#isSegmentComplete(): boolean {
		const [oldest] = this.#tail;
		return oldest !== undefined && segmentOf(oldest.first) < segmentOf(this.#next);
	}

	/** Tried again with the next batch if it fails. */
	async #indexTail(): Promise<void> {
		try {
			while (this.#isSegmentComplete()) await this.#indexSegment(segmentOf(this.#tail[0]!.first));
		} catch (error) {
			this.#log.warn(`Cannot index events; retrying with the next batch: ${(error as Error).message}`);
		} finally {
			this.#indexing = undefined;
		}
	}

	async #indexSegment(segment: number): Promise<void> {
		const batches = this.#tail.filter(({ first }) => segmentOf(first) === segment);
		await this.#index.add(segment, batches);
		this.#tail.splice(0, batches.length);
		for (const { events } of batches) for (const { id } of events) this.#ids.delete(id);
	}
}
