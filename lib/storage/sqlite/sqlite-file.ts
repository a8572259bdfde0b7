import { mkdirSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { hideStorage, type StorageSize, showStorage } from "../storage.metrics.ts";
import { GroupCommit } from "./group-commit.ts";
import { storageFailure, unavailable } from "./sqlite-errors.ts";

/** `full`: acknowledged writes survive a power loss. `normal`: the file survives, possibly without its last commits. */
export type Synchronous = "full" | "normal";

const MEMORY = ":memory:";
const BUSY_TIMEOUT_MS = 5_000;
const CACHE_KB = 16_000;
/** A megabyte, which blocks the event loop for some milliseconds. */
const PAGES_RECLAIMED_AT_ONCE = 250;

/** One connection per file and process, shared by all adapters. `:memory:` is private, `:memory:<name>` is shared. */
export class SqliteFile {
	static #open = new Map<string, SqliteFile>();

	readonly path: string;
	readonly database: DatabaseSync;
	#users = 0;
	#writes: GroupCommit;
	#statements = new Map<string, StatementSync>();

	static open(path: string, synchronous: Synchronous = "full"): SqliteFile {
		const key = path.startsWith(MEMORY) ? path : resolve(path);
		const file = SqliteFile.#open.get(key) ?? new SqliteFile(key, synchronous);
		if (key !== MEMORY) SqliteFile.#open.set(key, file);
		file.#users++;
		return file;
	}

	private constructor(path: string, synchronous: Synchronous) {
		this.path = path;
		this.database = openDatabase(path, synchronous);
		this.#writes = new GroupCommit(this.database, path);
		showStorage(path, () => this.#size());
	}

	/** Runs in one transaction with all writes of this event loop turn. Resolves with the result once it is on disk. */
	write<T>(run: () => T): Promise<T> {
		return this.#writes.write(run);
	}

	read<T>(run: () => T): T {
		try {
			return run();
		} catch (error) {
			throw storageFailure(error) ? unavailable(this.path, error) : error;
		}
	}

	/** Prepares each statement once. */
	prepare(sql: string): StatementSync {
		const known = this.#statements.get(sql);
		if (known) return known;
		const statement = this.database.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}

	/** Returns some free pages to the file system; false if there are none, or if the file was created without `auto_vacuum`. */
	async reclaim(): Promise<boolean> {
		const before = this.#freePages();
		if (before === 0) return false;
		await this.write(() => this.database.exec(`PRAGMA incremental_vacuum(${PAGES_RECLAIMED_AT_ONCE})`));
		return this.#freePages() < before;
	}

	close(): void {
		if (--this.#users > 0) return;
		SqliteFile.#open.delete(this.path);
		hideStorage(this.path);
		this.#writes.flush();
		this.database.close();
	}

	async #size(): Promise<StorageSize> {
		if (this.path.startsWith(MEMORY)) return { used: this.#pragma("page_count") * this.#pragma("page_size") };
		const sizes = await Promise.all(["", "-wal"].map(async (suffix) => (await stat(this.path + suffix)).size));
		const { bavail, bsize } = await statfs(this.path);
		return { used: sizes.reduce((sum, size) => sum + size), free: bavail * bsize };
	}

	#freePages(): number {
		return this.#pragma("freelist_count");
	}

	#pragma(name: "freelist_count" | "page_count" | "page_size"): number {
		return this.read(() => this.prepare(`PRAGMA ${name}`).get()?.[name]) as number;
	}
}

function openDatabase(path: string, synchronous: Synchronous): DatabaseSync {
	try {
		if (path.startsWith(MEMORY)) return new DatabaseSync(MEMORY);
		mkdirSync(dirname(path), { recursive: true });
		const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
		// Before anything is written: a file with content keeps its mode until it is vacuumed.
		database.exec("PRAGMA auto_vacuum = INCREMENTAL");
		database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA cache_size = -${CACHE_KB}`);
		return database;
	} catch (error) {
		throw new Error(`Cannot open the SQLite file ${path}: ${(error as Error).message}.`, { cause: error });
	}
}
