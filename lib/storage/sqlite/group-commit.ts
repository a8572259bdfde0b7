import type { DatabaseSync } from "node:sqlite";
import { commitSeconds } from "../storage.metrics.ts";
import { storageFailure, unavailable } from "./sqlite-errors.ts";

interface Write {
	run(): unknown;
	resolve(value: unknown): void;
	reject(error: unknown): void;
}

/** Keeps one transaction from blocking the loop for long. */
const MOST_IN_ONE = 1_000;

/** All writes of one turn of the event loop share one commit, and so one fsync; they are acknowledged after it. */
export class GroupCommit {
	#database: DatabaseSync;
	#path: string;
	#waiting: Write[] = [];

	constructor(database: DatabaseSync, path: string) {
		this.#database = database;
		this.#path = path;
	}

	write<T>(run: () => T): Promise<T> {
		return new Promise<T>((resolve, reject) => {
			if (this.#waiting.length === 0) setImmediate(() => this.#next());
			this.#waiting.push({ run, resolve: resolve as Write["resolve"], reject });
		});
	}

	flush(): void {
		while (this.#waiting.length > 0) this.#commit(this.#waiting.splice(0, MOST_IN_ONE));
	}

	#next(): void {
		this.#commit(this.#waiting.splice(0, MOST_IN_ONE));
		if (this.#waiting.length > 0) setImmediate(() => this.#next());
	}

	#commit(batch: Write[]): void {
		if (batch.length === 0) return;
		const ended = commitSeconds.startTimer({ store: "sqlite" });
		try {
			for (const settle of this.#transaction(batch)) settle();
		} catch (error) {
			const reason = unavailable(this.#path, error);
			for (const { reject } of batch) reject(reason);
		} finally {
			ended();
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

	/** A bad statement fails alone, for SQLite has undone it; storage that fails takes the whole batch with it. */
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
