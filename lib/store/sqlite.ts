import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { type ActorDocument, type CollectionSpec, type Documents, type Query, type Scalar, StoreUnavailable } from "./documents.ts";

interface Write {
	run: () => number;
	resolve: (changes: number) => void;
	reject: (error: Error) => void;
}

const name = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** One file, one connection a process: writes of one turn of the event loop share one commit, and are acknowledged after it. */
export class SqliteFile {
	static #open = new Map<string, SqliteFile>();
	readonly database: DatabaseSync;
	#path: string;
	#users = 0;
	#waiting: Write[] = [];
	#begin: StatementSync;
	#commit: StatementSync;
	#rollback: StatementSync;

	static open(path: string, synchronous: "full" | "normal"): SqliteFile {
		const isPrivate = path === ":memory:";
		const file = (!isPrivate && SqliteFile.#open.get(path)) || new SqliteFile(path, synchronous);
		if (!isPrivate) SqliteFile.#open.set(path, file);
		file.#users++;
		return file;
	}

	private constructor(path: string, synchronous: "full" | "normal") {
		this.#path = path;
		if (!path.startsWith(":memory:")) mkdirSync(dirname(path), { recursive: true });
		this.database = new DatabaseSync(path.startsWith(":memory:") ? ":memory:" : path);
		this.database.exec(
			`PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA wal_autocheckpoint = 4000;`,
		);
		this.#begin = this.database.prepare("BEGIN IMMEDIATE");
		this.#commit = this.database.prepare("COMMIT");
		this.#rollback = this.database.prepare("ROLLBACK");
	}

	/** Resolves with the number of rows changed, once that is on disk. */
	write(run: () => number): Promise<number> {
		return new Promise((resolve, reject) => {
			this.#waiting.push({ run, resolve, reject });
			if (this.#waiting.length === 1) setImmediate(() => this.#flush());
		});
	}

	async close(): Promise<void> {
		if (--this.#users > 0) return;
		this.#flush();
		SqliteFile.#open.delete(this.#path);
		this.database.close();
	}

	#flush(): void {
		const batch = this.#waiting;
		if (batch.length === 0) return;
		this.#waiting = [];
		const done: (() => void)[] = [];
		try {
			this.#begin.run();
			for (const write of batch) done.push(this.#runOne(write));
			this.#commit.run();
		} catch (error) {
			this.#giveUp(batch, error as Error);
			return;
		}
		for (const settle of done) settle();
	}

	/** A bad statement fails alone; a store that cannot write fails all. */
	#runOne({ run, resolve, reject }: Write): () => void {
		try {
			const changes = run();
			return () => resolve(changes);
		} catch (error) {
			if (!this.database.isTransaction || isStoreFailure(error)) throw error;
			return () => reject(error as Error);
		}
	}

	#giveUp(batch: Write[], cause: Error): void {
		if (this.database.isTransaction) this.#rollback.run();
		const error = new StoreUnavailable(`${this.#path} cannot be written: ${cause.message}`);
		for (const { reject } of batch) reject(error);
	}
}

/** SQLite's primary result codes: busy, locked, no memory, read-only, IO error, corrupt, full, cannot open. */
const STORE_FAILURES = new Set([5, 6, 7, 8, 10, 11, 13, 14]);
const isStoreFailure = (error: unknown): boolean => STORE_FAILURES.has(((error as { errcode?: number }).errcode ?? 0) & 0xff);
