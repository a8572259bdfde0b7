import type { ActorDocument, ActorStore } from "./actor-store.ts";

/** Keeps one large document in memory that is read far more often than written. It is loaded again only if its version differs. */
export class LatestDocument<State> {
	#store: ActorStore<State>;
	#id: string;
	#known: ActorDocument<State> | null = null;

	constructor(store: ActorStore<State>, id: string) {
		this.#store = store;
		this.#id = id;
	}

	async read(): Promise<ActorDocument<State> | null> {
		const version = await this.#store.version(this.#id);
		if (version === undefined || version !== this.#known?.version) this.#known = await this.#store.load(this.#id);
		return this.#known;
	}
}
