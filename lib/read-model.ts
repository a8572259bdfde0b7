import { Contended } from "./actor.ts";
import type { Message } from "./message.ts";
import type { ActorDocument, Documents } from "./store/documents.ts";

/** What the document becomes of a message that is news to it. */
export type Fold<State> = (state: State | null, message: Message) => State;

interface Waiting {
	newest: Map<string, Message>;
	written: PromiseWithResolvers<void>;
}

const WRITE_EVERY = 50;
const MAX_TRIES = 8;

const newer = ({ version }: Message, seen: number | undefined): boolean => version > (seen ?? 0);
const asNew = ({ version }: Message, seen: number | undefined): boolean => version >= (seen ?? 0);

/**
 * Documents that follow what actors say. Of each sender only the newest message counts, so duplicates and disorder do not
 * matter, and everything that is heard within 50 ms costs one write a document.
 */
export class ReadModel<State extends object> {
	#documents: Documents<State>;
	#fold: Fold<State>;
	#waiting = new Map<string, Waiting>();
	#timer: NodeJS.Timeout | undefined;
	#writing: Promise<unknown> | undefined;

	constructor(documents: Documents<State>, fold: Fold<State>) {
		this.#documents = documents;
		this.#fold = fold;
	}

	/** Resolves when it is written: only then may the message be acknowledged. */
	hear(id: string, message: Message): Promise<void> {
		let waiting = this.#waiting.get(id);
		if (!waiting) {
			waiting = { newest: new Map(), written: Promise.withResolvers() };
			this.#waiting.set(id, waiting);
		}
		keepNewest(waiting.newest, message);
		this.#schedule();
		return waiting.written.promise;
	}

	/** Once more from the record: what the document has of that version is replaced, what it has of a later one stays. */
	async retell(id: string, messages: Message[]): Promise<void> {
		const newest = new Map<string, Message>();
		for (const message of messages) keepNewest(newest, message);
		await this.#write(id, newest, asNew);
	}

	/** Writes what waits. */
	async flush(): Promise<void> {
		await this.#writing;
		await this.#writeAll();
	}

	#schedule(): void {
		if (this.#writing) return;
		this.#timer ??= setTimeout(() => void this.#writeAll(), WRITE_EVERY);
	}

	async #writeAll(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const batch = [...this.#waiting];
		this.#waiting.clear();
		this.#writing = Promise.all(
			batch.map(([id, { newest, written }]) => this.#write(id, newest, newer).then(written.resolve, written.reject)),
		);
		await this.#writing;
		this.#writing = undefined;
		if (this.#waiting.size > 0) this.#schedule();
	}

	async #write(id: string, newest: Map<string, Message>, isNews: typeof newer): Promise<void> {
		for (let tries = 1; ; tries++) {
			const found = await this.#documents.load(id);
			const news = [...newest.values()].filter((message) => isNews(message, found?.seen[message.sender]));
			if (news.length === 0) return;
			const document = this.#successor(id, found, news);
			if (await (found ? this.#documents.replace(document, found.version) : this.#documents.create(document))) return;
			if (tries === MAX_TRIES) throw new Contended(id, tries);
		}
	}

	#successor(id: string, found: ActorDocument<State> | null, news: Message[]): ActorDocument<State> {
		return {
			_id: id,
			version: (found?.version ?? 0) + 1,
			state: news.reduce<State | null>(this.#fold, found?.state ?? null)!,
			seen: { ...found?.seen, ...Object.fromEntries(news.map(({ sender, version }) => [sender, version])) },
			outbox: [],
		};
	}
}

const keepNewest = (newest: Map<string, Message>, message: Message): void => {
	if (newer(message, newest.get(message.sender)?.version)) newest.set(message.sender, message);
};
