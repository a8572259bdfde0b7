import { existsSync } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart } from "../node/starting.ts";

/** Copies a database that is in use, and checks the copy. */
export async function dumpSqlite(file: string, target: string): Promise<void> {
	if (!existsSync(file)) throw new CannotStart(`${file} does not exist: check DATA_DIR and STORE_URL.`);
	// VACUUM INTO is one read transaction; SQLite's backup API restarts whenever another process writes.
	withDatabase(file, (source) => source.prepare("VACUUM INTO ?").run(target));
	withDatabase(target, check);
}

/** The old journals do not belong to the copy. */
export async function restoreSqlite(source: string, file: string): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	for (const suffix of ["", "-wal", "-shm"]) await rm(file + suffix, { force: true });
	await copyFile(source, file);
}

function withDatabase(path: string, work: (database: DatabaseSync) => void): void {
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		work(database);
	} finally {
		database.close();
	}
}

function check(copy: DatabaseSync): void {
	const { quick_check: result } = copy.prepare("PRAGMA quick_check").get() as { quick_check: string };
	if (result !== "ok") throw new CannotStart(`The copy is corrupt: ${result}.`);
}
