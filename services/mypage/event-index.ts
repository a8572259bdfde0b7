import type { CollectionSpec } from "../../lib/storage/actor-store.ts";
import type { Table } from "../../lib/storage/table.ts";
import { subjectOf } from "./event.ts";
import type { Batch } from "./journal.ts";

/** Where the log has events of one subject, within one segment. */
export interface Entry {
	batches: { first: number; ids: string[] }[];
}

export const ENTRIES = { name: "event_index" } satisfies CollectionSpec;
export const SEGMENTS = { name: "event_segments" } satisfies CollectionSpec;

/** So many numbers are indexed at once: most orders begin and end within. */
export const SEGMENT = 2_000;
const CREATED_TOGETHER = 100;
const MOST_REMEMBERED = 5_000;

export const segmentOf = (number: number): number => Math.floor((number - 1) / SEGMENT);
const padded = (segment: number): string => String(segment).padStart(12, "0");

/** Finds events of the segments that are complete. What it is made of is in the batches, so whoever makes an entry makes the same one. */
export class EventIndex {
	#entries: Table<Entry>;
	#segments: Table<null>;
	/** Ids by subject, until the index grows. */
	#remembered = new Map<string, Promise<Set<string>>>();

	constructor(entries: Table<Entry>, segments: Table<null>) {
		this.#entries = entries;
		this.#segments = segments;
	}

	/** The first segment that is not indexed. */
	async end(): Promise<number> {
		const [last] = await this.#segments.scan({ order: "descending", limit: 1 });
		return last ? Number(last.id) + 1 : 0;
	}

	/** Marked last, so a crash leaves a segment to be indexed again. */
	async add(segment: number, batches: Batch[]): Promise<void> {
		const entries = [...entriesOf(batches)];
		for (let first = 0; first < entries.length; first += CREATED_TOGETHER) {
			const some = entries.slice(first, first + CREATED_TOGETHER);
			await Promise.all(some.map(([subject, entry]) => this.#entries.insert(`${subject}/${padded(segment)}`, entry)));
		}
		await this.#segments.insert(padded(segment), null);
		this.#remembered = new Map();
	}

	async has(subject: string, id: string): Promise<boolean> {
		const ids = await (this.#remembered.get(subject) ?? this.#remember(subject));
		return ids.has(id);
	}

	/** The first numbers of the batches that hold something of it. */
	async find(subject: string): Promise<number[]> {
		return (await this.#read(subject)).map(({ first }) => first);
	}

	/** Kept where it was asked for: what was read before the index grew is of no use after. */
	#remember(subject: string): Promise<Set<string>> {
		if (this.#remembered.size >= MOST_REMEMBERED) this.#remembered = new Map();
		const remembered = this.#remembered;
		const ids = this.#read(subject).then((batches) => new Set(batches.flatMap((batch) => batch.ids)));
		remembered.set(subject, ids);
		ids.catch(() => remembered.delete(subject)); // whoever asked is told
		return ids;
	}

	/** One by one: there are few, and what a page had behind them would be read in vain. */
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
