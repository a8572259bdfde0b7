import { type ActorDocument, type ActorStore, bareDocument } from "../storage/actor-store.ts";

/** A document with more senders than this loses the oldest ones, and keeps so many. */
const MOVED_ABOVE = 24;
const KEEP = 16;
/** Documents of which the moved senders are remembered. */
const KEEP_MOVED = 500;
const REMOVED_AT_ONCE = 100;

/** `due` is the time of the mark's last change, so that old marks are found by an index. No timer runs. */
const mark = (id: string, version: number, watermark: number): ActorDocument<number> => ({
	...bareDocument(id, version, watermark),
	due: { at: Date.now(), command: { type: "age" } },
});

/** Watermarks of actors with unbounded senders, stored outside the document to keep it small. */
export class Watermarks {
	#marks: ActorStore<number>;
	/** By document, the watermarks that were stored here, and that its next write leaves out. */
	#moved = new Map<string, Map<string, number>>();
	#moving = new Map<string, Promise<void>>();

	constructor(marks: ActorStore<number>) {
		this.#marks = marks;
	}

	async of(id: string, sender: string): Promise<number> {
		return (await this.#marks.load(`${id} ${sender}`))?.state ?? 0;
	}

	/** The document without the watermarks that are stored here. */
	withoutMoved<State>(document: ActorDocument<State>): ActorDocument<State> {
		const moved = this.#moved.get(document._id);
		if (!moved) return document;
		this.#moved.delete(document._id);
		return {
			...document,
			seen: Object.fromEntries(Object.entries(document.seen).filter(([sender, version]) => moved.get(sender) !== version)),
		};
	}

	/** Stores the oldest watermarks of a stored document here. After a failure the next write does it again. */
	moveOut({ _id, seen }: ActorDocument): void {
		const senders = Object.entries(seen);
		if (senders.length <= MOVED_ABOVE || this.#moving.has(_id)) return;
		const moving = this.#store(_id, senders.slice(0, -KEEP)).catch(() => undefined);
		this.#moving.set(_id, moving);
		void moving.then(() => this.#moving.delete(_id));
	}

	/** Resolves when nothing is being moved. */
	async idle(): Promise<void> {
		await Promise.all(this.#moving.values());
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

	async #store(id: string, leaving: [sender: string, version: number][]): Promise<void> {
		await Promise.all(leaving.map(([sender, version]) => this.#raise(`${id} ${sender}`, version)));
		this.#moved.set(id, new Map(leaving));
		if (this.#moved.size > KEEP_MOVED) this.#moved.delete(this.#moved.keys().next().value!);
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
