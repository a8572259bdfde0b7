import type { DatabaseSync } from "node:sqlite";
import { commitSeconds } from "../storage.metrics.ts";
import { storageFailure, unavailable } from "./sqlite-errors.ts";

interface Write {
	run(): unknown;
	resolve(value: unknown): void;
	reject(error: unknown): void;
}

/** Limits how long one transaction blocks the event loop. */
const MAX_BATCH = 1_000;

/** All writes of one event loop turn share one commit and one fsync, and are acknowledged afterwards. */
export class GroupCommit {
	#database: DatabaseSync;
	#path: string;
	#pending: Write[] = [];

	constructor(database: DatabaseSync, path: string) {
		this.#database = database;
		this.#path = path;
	}

	write<T>(run: () => T): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (this.#pending.length === 0) setImmediate(() => this.#next());
			this.#pending.push({ run, resolve: resolve as Write["resolve"], reject });
		});
	}

	flush(): void {
		while (this.#pending.length > 0) this.#commit(this.#pending.splice(0, MAX_BATCH));
	}

	#next(): void {
		this.#commit(this.#pending.splice(0, MAX_BATCH));
		if (this.#pending.length > 0) setImmediate(() => this.#next());
	}

	#commit(batch: Write[]): void {
		if (batch.length === 0) return;
		const stopTimer = commitSeconds.startTimer({ store: "sqlite" });
		try {
			for (const settle of this.#transaction(batch)) settle();
		} catch (error) {
			const reason = unavailable(this.#path, error);
			for (const { reject } of batch) reject(reason);
		} finally {
			stopTimer();
		}
	}

	#transaction(batch: Write[]): (() => void)[] {
		this.#database.exec("BEGIN IMMEDIATE");
		try {
			const settlements = batch.map((write) => this.#attempt(write));
			this.#database.exec("COMMIT");
			return settlements;
		} catch (error) {
			if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
			throw error;
		}
	}

	/** A failed statement fails alone, because SQLite has undone it. A storage failure fails the whole batch. */
	#attempt({ run, resolve, reject }: Write): () => void {
		try {
			const value = run();
			return () => resolve(value);
		} catch (error) {
			if (!this.#database.isTransaction || storageFailure(error)) throw error;
			return () => reject(error);
		}
	}
}
