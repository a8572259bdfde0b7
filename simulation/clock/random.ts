/** A stream of random numbers. The same seed and name give the same numbers. */
export class Random {
	#state: number;

	constructor(seed: number, name = "") {
		this.#state = hashOf(`${seed} ${name}`);
	}

	/** From 0, inclusive, to 1, exclusive. Mulberry32. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** An integer from 0, inclusive, to `limit`, exclusive. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	between(least: number, limit: number): number {
		return least + this.next() * (limit - least);
	}

	/** Between two positive numbers, each order of magnitude equally likely. */
	spread(least: number, limit: number): number {
		return least * (limit / least) ** this.next();
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	pick<Value>(values: readonly Value[]): Value {
		return values[this.below(values.length)]!;
	}

	/** The first value five times as often as each other. */
	mostly<Value>(usual: Value, ...others: Value[]): Value {
		const position = this.below(5 + others.length) - 5;
		return position < 0 ? usual : others[position]!;
	}
}

/** FNV-1a. */
export const hashOf = (text: string): number => {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	return hash >>> 0;
};
