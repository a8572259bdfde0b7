import type { FoundPlace } from "../../../contracts/place.ts";
import { searchSeoul } from "./search.ts";

export interface PlaceProvider {
	search(query: string): Promise<FoundPlace[]>;
}

const PAUSE_MS = 10_000;

/** Searches at the provider, or in the table of Seoul if there is none or it fails. A failure pauses it. */
export class PlaceSearch {
	#provider: PlaceProvider | undefined;
	#warn: (text: string) => void;
	#pausedUntil = 0;

	constructor(provider: PlaceProvider | undefined, warn: (text: string) => void) {
		this.#provider = provider;
		this.#warn = warn;
	}

	async search(query: string): Promise<FoundPlace[]> {
		if (!this.#provider || Date.now() < this.#pausedUntil) return searchSeoul(query);
		try {
			return await this.#provider.search(query);
		} catch (error) {
			this.#pausedUntil = Date.now() + PAUSE_MS;
			this.#warn(`The address provider failed and is paused for ${PAUSE_MS / 1000} s: ${(error as Error).message}`);
			return searchSeoul(query);
		}
	}
}
