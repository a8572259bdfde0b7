import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ServiceSchema } from "moleculer";
import { config } from "../lib/config/config.ts";
import { CannotStart, explain, serviceFiles } from "./node/starting.ts";

const SQLITE = "sqlite:";

/** The single database file of all services. Only with one file is a copy consistent. */
async function databaseFile(): Promise<string> {
	const schemas = await Promise.all(serviceFiles([]).map(async (file) => ((await import(file)) as { default: ServiceSchema }).default));
	const [url = "", ...others] = new Set(schemas.map(({ name }) => config.storeUrl(name)));
	if (others.length > 0)
		throw new CannotStart(
			"STORE_URL names several databases, which are only consistent while no node runs: stop all nodes, then copy them.",
		);
	if (!url.startsWith(SQLITE))
		throw new CannotStart("STORE_URL does not name a SQLite file. For MongoDB, use its own tools: see docs/running/backup.md.");
	return resolve(url.slice(SQLITE.length));
}

/** Only a complete copy gets its final name; an interrupted one keeps the suffix `.part`. */
async function backUp(file: string, folder: string): Promise<string> {
	if (!existsSync(file)) throw new CannotStart(`${file} does not exist: check DATA_DIR and STORE_URL.`);
	await mkdir(folder, { recursive: true });
	const moment = new Date().toISOString().replaceAll(":", "-");
	const target = join(folder, `${basename(file, ".db")}-${moment}.db`);
	// VACUUM INTO is one read transaction; SQLite's backup API restarts whenever another process writes.
	withDatabase(file, (source) => source.prepare("VACUUM INTO ?").run(`${target}.part`));
	withDatabase(`${target}.part`, check);
	await syncToDisk(`${target}.part`);
	await rename(`${target}.part`, target);
	await syncToDisk(folder);
	return target;
}

function withDatabase(path: string, work: (database: DatabaseSync) => void): void {
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		work(database);
	} finally {
		database.close();
	}
}

async function syncToDisk(path: string): Promise<void> {
	const handle = await open(path);
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function check(copy: DatabaseSync): void {
	const { quick_check: result } = copy.prepare("PRAGMA quick_check").get() as { quick_check: string };
	if (result !== "ok") throw new CannotStart(`The copy is corrupt: ${result}.`);
}

const folder = process.argv[2];
try {
	if (!folder) throw new CannotStart("Usage: npm run backup -- <folder>");
	console.log(await backUp(await databaseFile(), folder));
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
