import { setTimeout as sleep } from "node:timers/promises";
import type { LoggedEvent } from "../../contracts/event-log.ts";
import { mayRetry } from "../../lib/messaging/bus.ts";
import type { CollectionSpec } from "../../lib/storage/actor-store.ts";
import type { Table } from "../../lib/storage/table.ts";
import { subjectOf } from "./event.ts";
import { type EventIndex, SEGMENT, segmentOf } from "./event-index.ts";

/** Events that were written together: the first has this number, the others follow. */
export interface Batch {
	first: number;
	events: LoggedEvent[];
}

interface Waiting {
	event: LoggedEvent;
	stored: PromiseWithResolvers<void>;
}

interface Log {
	warn(...args: unknown[]): void;
}

export const BATCHES = { name: "event_batches" } satisfies CollectionSpec;

const GATHER_FOR = 10;
const MOST_IN_ONE = 200;
const PAGE = 200;

const batchId = (first: number): string => String(first).padStart(15, "0");
const endOf = ({ events, first }: Batch): number => first + events.length;

/**
 * Every event there was, once, numbered from 1 without a gap, however many processes write.
 * A batch is created under its first number, so one process only can create it, and whoever creates the next knows all before
 * it: the batches since the last indexed segment by heart, the others by the index. So nothing is written twice, and a crash
 * leaves a batch or none.
 */
export class Journal {
	#batches: Table<Batch>;
	#index: EventIndex;
	#log: Log;
	#grown: () => void;
	/** What is not indexed, in order. Who follows closely is served from here. */
	#tail: Batch[] = [];
	#ids = new Set<string>();
	#next = 1;
	#waiting = new Map<string, Waiting>();
	#writing: Promise<void> | undefined;
	#indexing: Promise<void> | undefined;

	constructor(batches: Table<Batch>, index: EventIndex, log: Log, grown: () => void = () => undefined) {
		this.#batches = batches;
		this.#index = index;
		this.#log = log;
		this.#grown = grown;
	}

	/** The highest number so far; 0 before the first. */
	get last(): number {
		return this.#next - 1;
	}

	async start(): Promise<void> {
		const indexed = (await this.#index.end()) * SEGMENT;
		if (indexed > 0) this.#next = endOf(await this.#holding(indexed));
		await this.catchUp();
	}

	async stop(): Promise<void> {
		await this.#writing;
		await this.#indexing;
	}

	/** Resolves when it is durable, and at once when it is already. */
	async store(event: LoggedEvent): Promise<void> {
		if (this.#ids.has(event.id)) return;
		const waiting = this.#waiting.get(event.id) ?? { event, stored: Promise.withResolvers<void>() };
		this.#waiting.set(event.id, waiting);
		this.#writing ??= this.#write();
		return waiting.stored.promise;
	}

	/** Takes note of what other processes have written. */
	async catchUp(): Promise<void> {
		for (let isLast = false; !isLast; ) {
			const found = await this.#batches.scan({ after: batchId(this.last), limit: PAGE });
			for (const { value } of found) this.#take(value);
			isLast = found.length < PAGE;
		}
	}

	/** Batches in order, beginning with the one that holds this number. */
	async *from(number: number): AsyncGenerator<Batch> {
		for (let seq = number; seq < this.#next; ) {
			const batch = this.#tail.findLast(({ first }) => first <= seq) ?? (await this.#holding(seq));
			yield batch;
			seq = endOf(batch);
		}
	}

	/** The tail first: what leaves it meanwhile is in the index before. */
	async of(subject: string): Promise<LoggedEvent[]> {
		const tail = [...this.#tail];
		const begin = tail[0]?.first ?? this.#next;
		const older = (await this.#index.find(subject)).filter((first) => first < begin);
		const batches = [...(await Promise.all(older.map((first) => this.#holding(first)))), ...tail];
		return batches.flatMap(({ events }) => events.filter((event) => subjectOf(event) === subject));
	}

	async #holding(number: number): Promise<Batch> {
		const [found] = await this.#batches.scan({ order: "descending", after: batchId(number + 1), limit: 1 });
		return found!.value;
	}

	async #write(): Promise<void> {
		while (this.#waiting.size > 0) {
			await sleep(GATHER_FOR);
			const waiting = [...this.#waiting.values()];
			while (waiting.length > 0) await this.#append(waiting.splice(0, MOST_IN_ONE));
		}
		this.#writing = undefined;
	}

	/** One that cannot be stored fails alone. */
	async #append(some: Waiting[]): Promise<void> {
		try {
			await this.#appendAll(some);
		} catch (error) {
			if (some.length > 1 && !mayRetry(error)) for (const one of some) await this.#append([one]);
			else for (const { event } of some) this.#settle(event.id, error);
		}
	}

	async #appendAll(some: Waiting[]): Promise<void> {
		for (let news = await this.#news(some); news.length > 0; news = await this.#news(news)) {
			const batch: Batch = { first: this.#next, events: news.map(({ event }) => event) };
			if (await this.#batches.insert(batchId(batch.first), batch)) this.#take(batch);
			else await this.catchUp();
		}
	}

	/** Without what turns out to be stored. */
	async #news(some: Waiting[]): Promise<Waiting[]> {
		const isOld = await Promise.all(some.map(({ event }) => this.#index.has(subjectOf(event), event.id)));
		for (const [position, { event }] of some.entries()) if (isOld[position]) this.#settle(event.id);
		return some.filter(({ event }) => this.#waiting.has(event.id));
	}

	#settle(id: string, error?: unknown): void {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		if (error === undefined) waiting?.stored.resolve();
		else waiting?.stored.reject(error);
	}

	#take(batch: Batch): void {
		if (batch.first !== this.#next) return;
		this.#tail.push(batch);
		this.#next = endOf(batch);
		for (const { id } of batch.events) {
			this.#ids.add(id);
			this.#settle(id);
		}
		this.#grown();
		if (this.#isSegmentComplete()) this.#indexing ??= this.#indexTail();
	}

	#isSegmentComplete(): boolean {
		const [oldest] = this.#tail;
		return oldest !== undefined && segmentOf(oldest.first) < segmentOf(this.#next);
	}

	/** What fails is tried again when there is more. */
	async #indexTail(): Promise<void> {
		try {
			while (this.#isSegmentComplete()) await this.#indexSegment(segmentOf(this.#tail[0]!.first));
		} catch (error) {
			this.#log.warn(`Events are indexed later: ${(error as Error).message}`);
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
