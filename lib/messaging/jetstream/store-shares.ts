const STORE = '"storeId":"';
const FORGOTTEN_BELOW = 0.01;

/** Estimates which stores the waiting messages are about, from those that this process has published. */
export class StoreShares {
	readonly #weights = new Map<string, number>();
	#total = 0;

	add(json: string): void {
		const start = json.indexOf(STORE);
		if (start < 0) return;
		const storeId = json.slice(start + STORE.length, json.indexOf('"', start + STORE.length));
		this.#weights.set(storeId, (this.#weights.get(storeId) ?? 0) + 1);
		this.#total++;
	}

	/** From 0 to 1. */
	of(storeId: string): number {
		return this.#total > 0 ? (this.#weights.get(storeId) ?? 0) / this.#total : 0;
	}

	/** Settled messages take the same part of every store's weight: while nothing is settled, the shares stay. */
	fade(backlog: number, settled: number): void {
		const kept = backlog / (backlog + Math.max(1, settled));
		this.#total = 0;
		for (const [storeId, weight] of this.#weights) {
			const left = weight * kept;
			if (left < FORGOTTEN_BELOW) this.#weights.delete(storeId);
			else this.#weights.set(storeId, left);
			this.#total += left < FORGOTTEN_BELOW ? 0 : left;
		}
	}
}
