interface Lane {
	running: number;
	waiting: (() => void)[];
}

/** So many tasks of one key at a time, and so many more that wait: an addressee that is slow delays nobody else. */
export class Lanes {
	#atOnce: number;
	#waiting: number;
	#lanes = new Map<string, Lane>();

	constructor(atOnce: number, waiting: number) {
		this.#atOnce = atOnce;
		this.#waiting = waiting;
	}

	isFull(key: string): boolean {
		return (this.#lanes.get(key)?.waiting.length ?? 0) >= this.#waiting;
	}

	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const lane = this.#lanes.get(key) ?? { running: 0, waiting: [] };
		this.#lanes.set(key, lane);
		if (lane.running < this.#atOnce) lane.running++;
		else await new Promise<void>((go) => lane.waiting.push(go));
		try {
			return await task();
		} finally {
			this.#leave(key, lane);
		}
	}

	/** The place goes to who waits next. */
	#leave(key: string, lane: Lane): void {
		const next = lane.waiting.shift();
		if (next) next();
		else if (--lane.running === 0) this.#lanes.delete(key);
	}
}
