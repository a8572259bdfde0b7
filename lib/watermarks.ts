import type { ActorDocument, Documents } from "./store/documents.ts";

/** How many senders a document remembers by itself before the older half moves out. */
const KEEP = 24;

/** What an actor with ever new senders has heard of them, kept beside its document so that the document stays small. */
export class Watermarks {
	#marks: Documents<null>;

	constructor(marks: Documents<null>) {
		this.#marks = marks;
	}

	async of(id: string, sender: string): Promise<number> {
		return (await this.#marks.load(`${id} ${sender}`))?.version ?? 0;
	}

	/** The document to write. What leaves it is stored first; should the write then fail, the marks are true all the same. */
	async moveOut<State>(document: ActorDocument<State>, committed: ActorDocument<State> | null): Promise<ActorDocument<State>> {
		const senders = Object.entries(document.seen);
		if (senders.length <= KEEP) return document;
		const leaving = senders.slice(0, KEEP / 2).filter(([sender, version]) => committed?.seen[sender] === version);
		await Promise.all(leaving.map(([sender, version]) => this.#raise(`${document._id} ${sender}`, version)));
		const gone = new Set(leaving.map(([sender]) => sender));
		return { ...document, seen: Object.fromEntries(senders.filter(([sender]) => !gone.has(sender))) };
	}

	async #raise(id: string, version: number): Promise<void> {
		const mark: ActorDocument<null> = { _id: id, version, state: null, seen: {}, outbox: [] };
		if (await this.#marks.create(mark)) return;
		for (let stored = await this.#marks.load(id); stored && stored.version < version; stored = await this.#marks.load(id))
			if (await this.#marks.replace(mark, stored.version)) return;
	}
}
