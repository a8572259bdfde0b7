import type { CollectionSpec } from "../../lib/storage/actor-store.ts";
import type { Table } from "../../lib/storage/table.ts";
import { subjectOf } from "./event.ts";
import type { Batch } from "./journal.ts";

/** The batches of one segment that hold events of one subject. */
export interface Entry {
	batches: { first: number; ids: string[] }[];
}

export const ENTRIES = { name: "event_index" } satisfies CollectionSpec;
export const SEGMENTS = { name: "event_segments" } satisfies CollectionSpec;

/** Numbers indexed at once; most orders start and end within one segment. */
export const SEGMENT = 2_000;
const WRITE_CONCURRENCY = 100;
const MAX_CACHED = 5_000;

export const segmentOf = (number: number): number => Math.floor((number - 1) / SEGMENT);
const padded = (segment: number): string => String(segment).padStart(12, "0");

/** Finds events in complete segments. Entries are derived from the batches, so every process writes the same ones. */
export class EventIndex {
	#entries: Table<Entry>;
	#segments: Table<null>;
	/** Event ids by subject; cleared when the index grows. */
	#cached = new Map<string, Promise<Set<string>>>();

	constructor(entries: Table<Entry>, segments: Table<null>) {
		this.#entries = entries;
		this.#segments = segments;
	}

	/** The first segment that is not indexed. */
	async end(): Promise<number> {
		const [last] = await this.#segments.scan({ order: "descending", limit: 1 });
		return last ? Number(last.id) + 1 : 0;
	}

	/** Marks the segment last, so that it is indexed again after a crash. */
	async add(segment: number, batches: Batch[]): Promise<void> {
		const entries = [...entriesOf(batches)];
		for (let first = 0; first < entries.length; first += WRITE_CONCURRENCY) {
			const chunk = entries.slice(first, first + WRITE_CONCURRENCY);
			await Promise.all(chunk.map(([subject, entry]) => this.#entries.insert(`${subject}/${padded(segment)}`, entry)));
		}
		await this.#segments.insert(padded(segment), null);
		this.#cached = new Map();
	}

	/** Removes the segment's entries. Repeating it after a crash does no harm, as long as the batches are removed afterwards. */
	async remove(segment: number, batches: Batch[]): Promise<void> {
		const subjects = [...entriesOf(batches).keys()];
		for (let first = 0; first < subjects.length; first += WRITE_CONCURRENCY) {
			const chunk = subjects.slice(first, first + WRITE_CONCURRENCY);
			await Promise.all(chunk.map((subject) => this.#entries.remove(`${subject}/${padded(segment)}`)));
		}
		await this.#segments.remove(padded(segment));
		this.#cached = new Map();
	}

	async has(subject: string, id: string): Promise<boolean> {
		const ids = await (this.#cached.get(subject) ?? this.#load(subject));
		return ids.has(id);
	}

	/** The first numbers of the batches that hold events of the subject. */
	async find(subject: string): Promise<number[]> {
		return (await this.#read(subject)).map(({ first }) => first);
	}

	/** Caches in the current map: a read that the index has outgrown must not enter the next one. */
	#load(subject: string): Promise<Set<string>> {
		if (this.#cached.size >= MAX_CACHED) this.#cached = new Map();
		const cached = this.#cached;
		const ids = this.#read(subject).then((batches) => new Set(batches.flatMap((batch) => batch.ids)));
		cached.set(subject, ids);
		ids.catch(() => cached.delete(subject)); // the caller handles the error
		return ids;
	}

	/** One by one: a subject has few entries, and a larger scan would read those of other subjects. */
	async #read(subject: string): Promise<Entry["batches"]> {
		const prefix = `${subject}/`;
		const found: Entry["batches"] = [];
		for (let after = prefix; ; ) {
			const [entry] = await this.#entries.scan({ after, limit: 1 });
			if (!entry?.id.startsWith(prefix)) return found;
			found.push(...entry.value.batches);
			after = entry.id;
		}
	}
}

const entriesOf = (batches: Batch[]): Map<string, Entry> => {
	const entries = new Map<string, Entry>();
	for (const { events, first } of batches)
		for (const [subject, own] of Map.groupBy(events, subjectOf)) {
			const entry = entries.get(subject) ?? { batches: [] };
			entries.set(subject, entry);
			entry.batches.push({ first, ids: own.map(({ id }) => id) });
		}
	return entries;
};
