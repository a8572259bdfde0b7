import { type ActorDocument, type ActorStore, bareDocument } from "../storage/actor-store.ts";

/** Maximum number of senders in a document before the oldest ones are moved out. */
const KEEP = 24;
const REMOVED_AT_ONCE = 100;

/** `due` is the time of the mark's last change, so that old marks are found by an index. No timer runs. */
const mark = (id: string, version: number, watermark: number): ActorDocument<number> => ({
	...bareDocument(id, version, watermark),
	due: { at: Date.now(), command: { type: "age" } },
});

/** Watermarks of actors with unbounded senders, stored outside the document to keep it small. */
export class Watermarks {
	#marks: ActorStore<number>;

	constructor(marks: ActorStore<number>) {
		this.#marks = marks;
	}

	async of(id: string, sender: string): Promise<number> {
		return (await this.#marks.load(`${id} ${sender}`))?.state ?? 0;
	}

	/** Returns the document to write. Marks that are moved out are stored first; they remain valid even if that write fails. */
	async moveOut<State>(document: ActorDocument<State>, committed: ActorDocument<State> | null): Promise<ActorDocument<State>> {
		const senders = Object.entries(document.seen);
		if (senders.length <= KEEP) return document;
		const leaving = senders.slice(0, KEEP / 2).filter(([sender, version]) => committed?.seen[sender] === version);
		await Promise.all(leaving.map(([sender, version]) => this.#raise(`${document._id} ${sender}`, version)));
		const gone = new Set(leaving.map(([sender]) => sender));
		return { ...document, seen: Object.fromEntries(senders.filter(([sender]) => !gone.has(sender))) };
	}

	/** Removes marks that were not raised since, and yields the number removed with each page. */
	async *remove(before: number): AsyncGenerator<number> {
		for (let hasMore = true; hasMore; ) {
			const old = await this.#marks.overdue(before, REMOVED_AT_ONCE);
			const removed = await Promise.all(old.map(({ _id, version }) => this.#marks.remove(_id, version)));
			yield removed.filter(Boolean).length;
			hasMore = old.length === REMOVED_AT_ONCE;
		}
	}

	async #raise(id: string, watermark: number): Promise<void> {
		for (let isStored = await this.#marks.create(mark(id, 1, watermark)); !isStored; ) {
			const found = await this.#marks.load(id);
			if (found && found.state >= watermark) return;
			isStored = await (found
				? this.#marks.replace(mark(id, found.version + 1, watermark), found.version)
				: this.#marks.create(mark(id, 1, watermark)));
		}
	}
}
