import type { ActorDocument } from "../storage/actor-store.ts";
import type { Table } from "../storage/table.ts";

/** How many senders a document keeps before the older half moves out. */
const KEEP = 24;

/** Watermarks of an actor with unbounded senders, kept beside its document so that the document stays small. */
export class Watermarks {
	#marks: Table<number>;

	constructor(marks: Table<number>) {
		this.#marks = marks;
	}

	async of(id: string, sender: string): Promise<number> {
		return (await this.#marks.get(`${id} ${sender}`)) ?? 0;
	}

	/** The document to write. Marks that leave it are stored first; they are true even if that write fails. */
	async moveOut<State>(document: ActorDocument<State>, committed: ActorDocument<State> | null): Promise<ActorDocument<State>> {
		const senders = Object.entries(document.seen);
		if (senders.length <= KEEP) return document;
		const leaving = senders.slice(0, KEEP / 2).filter(([sender, version]) => committed?.seen[sender] === version);
		await Promise.all(leaving.map(([sender, version]) => this.#raise(`${document._id} ${sender}`, version)));
		const gone = new Set(leaving.map(([sender]) => sender));
		return { ...document, seen: Object.fromEntries(senders.filter(([sender]) => !gone.has(sender))) };
	}

	async #raise(id: string, version: number): Promise<void> {
		if (await this.#marks.insert(id, version)) return;
		await this.#marks.update(id, (stored = 0) => (stored < version ? version : undefined));
	}
}
