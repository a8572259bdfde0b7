interface Queue {
	running: number;
	waiting: (() => void)[];
}

/** Runs tasks with limited concurrency per key, so that a slow endpoint does not delay others. */
export class KeyedQueue {
	#concurrency: number;
	#maxWaiting: number;
	#queues = new Map<string, Queue>();

	constructor(concurrency: number, maxWaiting: number) {
		this.#concurrency = concurrency;
		this.#maxWaiting = maxWaiting;
	}

	isFull(key: string): boolean {
		return (this.#queues.get(key)?.waiting.length ?? 0) >= this.#maxWaiting;
	}

	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const queue = this.#queues.get(key) ?? { running: 0, waiting: [] };
		this.#queues.set(key, queue);
		if (queue.running < this.#concurrency) queue.running++;
		else await new Promise<void>((start) => queue.waiting.push(start));
		try {
			return await task();
		} finally {
			this.#leave(key, queue);
		}
	}

	/** Passes the slot to the next waiting task. */
	#leave(key: string, queue: Queue): void {
		const next = queue.waiting.shift();
		if (next) next();
		else if (--queue.running === 0) this.#queues.delete(key);
	}
}
