import { Contended } from "./actor.ts";
import type { Message } from "./message.ts";
import type { ActorDocument, Documents } from "./store/documents.ts";

/** What a reader needs of a message. */
export type Told = Pick<Message, "type" | "sender" | "version" | "at" | "data">;
/** What the document becomes of a message that is news to it. */
export type Fold<State> = (state: State | null, message: Told) => State;

const MAX_TRIES = 8;

const newer = ({ version }: Told, seen = 0): boolean => version > seen;
const notOlder = ({ version }: Told, seen = 0): boolean => version >= seen;

/**
 * Documents that follow what actors say: of each sender the newest message counts, so duplicates and disorder do not matter,
 * and many messages cost one write. Whoever tells resumes with what was not written yet.
 */
export class ReadModel<State extends object> {
	#documents: Documents<State>;
	#fold: Fold<State>;

	constructor(documents: Documents<State>, fold: Fold<State>) {
		this.#documents = documents;
		this.#fold = fold;
	}

	/** Resolves when it is written. */
	tell(id: string, messages: Told[]): Promise<void> {
		return this.#write(id, messages, newer);
	}

	/** Once more from the record: what the document has of the same version is replaced, what it has of a later one stays. */
	retell(id: string, messages: Told[]): Promise<void> {
		return this.#write(id, messages, notOlder);
	}

	async #write(id: string, messages: Told[], isNews: typeof newer): Promise<void> {
		const newest = newestOfEach(messages);
		for (let tries = 1; ; tries++) {
			const found = await this.#documents.load(id);
			const news = newest.filter((message) => isNews(message, found?.seen[message.sender]));
			if (news.length === 0) return;
			const document = this.#successor(id, found, news);
			if (await (found ? this.#documents.replace(document, found.version) : this.#documents.create(document))) return;
			if (tries === MAX_TRIES) throw new Contended(id, tries);
		}
	}

	#successor(id: string, found: ActorDocument<State> | null, news: Told[]): ActorDocument<State> {
		return {
			_id: id,
			version: (found?.version ?? 0) + 1,
			state: news.reduce<State | null>(this.#fold, found?.state ?? null)!,
			seen: { ...found?.seen, ...Object.fromEntries(news.map(({ sender, version }) => [sender, version])) },
			outbox: [],
		};
	}
}

const newestOfEach = (messages: Told[]): Told[] => {
	const newest = new Map<string, Told>();
	for (const message of messages) if (newer(message, newest.get(message.sender)?.version)) newest.set(message.sender, message);
	return [...newest.values()];
};
