import type { Message } from "../../lib/messaging/message.ts";
import { type ActorDocument, type ActorStore, bareDocument } from "../../lib/storage/actor-store.ts";
import { Contended } from "../../lib/storage/contended.ts";

/** The fields of a message that a read model uses. */
export type ModelEvent = Pick<Message, "type" | "sender" | "version" | "at" | "data">;
/** Applies an event to the document's state. */
export type Fold<State> = (state: State | null, message: ModelEvent) => State;

const MAX_TRIES = 8;
const MAX_RECENT = 500;

const isNewer = ({ version }: ModelEvent, seen = 0): boolean => version > seen;
const isFirst = ({ version }: ModelEvent): boolean => version === 1;
const isSameOrNewer = ({ version }: ModelEvent, seen = 0): boolean => version >= seen;

/**
 * Documents derived from messages. The newest message of each sender counts, so duplicates and reordering do not matter,
 * and many messages cost one write. The caller repeats what was not written.
 */
export class ReadModel<State extends object> {
	#documents: ActorStore<State>;
	#fold: Fold<State>;
	/** Documents that this process wrote last, to save a load; the conditional write detects stale ones. */
	#recent = new Map<string, ActorDocument<State>>();

	constructor(documents: ActorStore<State>, fold: Fold<State>) {
		this.#documents = documents;
		this.#fold = fold;
	}

	/** Resolves once the events are written. */
	apply(id: string, messages: ModelEvent[]): Promise<void> {
		return this.#write(id, messages, isNewer, messages.some(isFirst));
	}

	/** Applies logged events again: replaces the same version, keeps a later one. */
	replay(id: string, messages: ModelEvent[]): Promise<void> {
		return this.#write(id, messages, isSameOrNewer);
	}

	/** Of a document that is probably new, the conditional write finds out whether it exists. */
	async #write(id: string, messages: ModelEvent[], isFresh: typeof isNewer, isProbablyNew = false): Promise<void> {
		const newest = newestOfEach(messages);
		for (let tries = 1; ; tries++) {
			const found = this.#recent.get(id) ?? (isProbablyNew && tries === 1 ? null : await this.#documents.load(id));
			const fresh = newest.filter((message) => isFresh(message, found?.seen[message.sender]));
			if (fresh.length === 0) return;
			const document = this.#successor(id, found, fresh);
			this.#recent.delete(id);
			if (await (found ? this.#documents.replace(document, found.version) : this.#documents.create(document)))
				return this.#remember(document);
			if (tries === MAX_TRIES) throw new Contended(id, tries);
		}
	}

	#remember(document: ActorDocument<State>): void {
		this.#recent.set(document._id, document);
		if (this.#recent.size > MAX_RECENT) this.#recent.delete(this.#recent.keys().next().value!);
	}

	#successor(id: string, found: ActorDocument<State> | null, fresh: ModelEvent[]): ActorDocument<State> {
		return {
			...bareDocument(id, (found?.version ?? 0) + 1, fresh.reduce<State | null>(this.#fold, found?.state ?? null)!),
			seen: { ...found?.seen, ...Object.fromEntries(fresh.map(({ sender, version }) => [sender, version])) },
		};
	}
}

const newestOfEach = (messages: ModelEvent[]): ModelEvent[] => {
	const newest = new Map<string, ModelEvent>();
	for (const message of messages) if (isNewer(message, newest.get(message.sender)?.version)) newest.set(message.sender, message);
	return [...newest.values()];
};
