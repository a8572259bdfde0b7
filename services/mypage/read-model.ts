import type { Message } from "../../lib/messaging/message.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { Contended } from "../../lib/storage/contended.ts";

/** What a reader needs of a message. */
export type Told = Pick<Message, "type" | "sender" | "version" | "at" | "data">;
/** What the document becomes of a message that is news to it. */
export type Fold<State> = (state: State | null, message: Told) => State;

const MAX_TRIES = 8;
const KEEP_RECENT = 500;

const newer = ({ version }: Told, seen = 0): boolean => version > seen;
const notOlder = ({ version }: Told, seen = 0): boolean => version >= seen;

/**
 * Documents that follow what actors say: of each sender the newest message counts, so duplicates and disorder do not matter,
 * and many messages cost one write. Whoever tells resumes with what was not written yet.
 */
export class ReadModel<State extends object> {
	#documents: ActorStore<State>;
	#fold: Fold<State>;
	/** Saves loading what this process wrote last. Should it be out of date, the write finds out. */
	#recent = new Map<string, ActorDocument<State>>();

	constructor(documents: ActorStore<State>, fold: Fold<State>) {
		this.#documents = documents;
		this.#fold = fold;
	}

	/** Resolves when it is written. */
	send(id: string, messages: Told[]): Promise<void> {
		return this.#write(id, messages, newer);
	}

	/** Once more from the record: what the document has of the same version is replaced, what it has of a later one stays. */
	retell(id: string, messages: Told[]): Promise<void> {
		return this.#write(id, messages, notOlder);
	}

	async #write(id: string, messages: Told[], isNews: typeof newer): Promise<void> {
		const newest = newestOfEach(messages);
		for (let tries = 1; ; tries++) {
			const found = this.#recent.get(id) ?? (await this.#documents.load(id));
			const news = newest.filter((message) => isNews(message, found?.seen[message.sender]));
			if (news.length === 0) return;
			const document = this.#successor(id, found, news);
			this.#recent.delete(id);
			if (await (found ? this.#documents.replace(document, found.version) : this.#documents.create(document))) return this.#keep(document);
			if (tries === MAX_TRIES) throw new Contended(id, tries);
		}
	}

	#keep(document: ActorDocument<State>): void {
		this.#recent.set(document._id, document);
		if (this.#recent.size > KEEP_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
	}

	#successor(id: string, found: ActorDocument<State> | null, news: Told[]): ActorDocument<State> {
		return {
			...bareDocument(id, (found?.version ?? 0) + 1, news.reduce<State | null>(this.#fold, found?.state ?? null)!),
			seen: { ...found?.seen, ...Object.fromEntries(news.map(({ sender, version }) => [sender, version])) },
		};
	}
}

const newestOfEach = (messages: Told[]): Told[] => {
	const newest = new Map<string, Told>();
	for (const message of messages) if (newer(message, newest.get(message.sender)?.version)) newest.set(message.sender, message);
	return [...newest.values()];
};
