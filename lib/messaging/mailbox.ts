/** Runs the tasks of one key sequentially, and those of different keys concurrently. */
export class Mailbox {
	#tails = new Map<string, Promise<unknown>>();

	get size(): number {
		return this.#tails.size;
	}

	run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const before = this.#tails.get(key);
		const now = before ? before.then(task, task) : task();
		const done = () => {
			if (this.#tails.get(key) === now) this.#tails.delete(key);
		};
		this.#tails.set(key, now);
		now.then(done, done);
		return now;
	}

	/** Resolves when all tasks queued so far have run. */
	async idle(): Promise<void> {
		await Promise.allSettled(this.#tails.values());
	}
}
