import type { ActorDocument } from "../storage/actor-store.ts";
import type { Table } from "../storage/table.ts";

/** Maximum number of senders in a document before the oldest ones are moved out. */
const KEEP = 24;

/** Watermarks of actors with unbounded senders, stored outside the document to keep it small. */
export class Watermarks {
	#marks: Table<number>;

	constructor(marks: Table<number>) {
		this.#marks = marks;
	}

	async of(id: string, sender: string): Promise<number> {
		return (await this.#marks.get(`${id} ${sender}`)) ?? 0;
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

	async #raise(id: string, version: number): Promise<void> {
		if (await this.#marks.insert(id, version)) return;
		await this.#marks.update(id, (stored = 0) => (stored < version ? version : undefined));
	}
}
