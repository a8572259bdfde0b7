import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ServiceSchema } from "moleculer";
import { config } from "../lib/config/config.ts";
import { CannotStart, explain, serviceFiles } from "./node/starting.ts";

const SQLITE = "sqlite:";

/** The one file that everything is in: what is copied at one moment fits together. */
async function onlyFile(): Promise<string> {
	const schemas = await Promise.all(serviceFiles([]).map(async (file) => ((await import(file)) as { default: ServiceSchema }).default));
	const [url = "", ...others] = new Set(schemas.map(({ name }) => config.storeUrl(name)));
	if (others.length > 0)
		throw new CannotStart("STORE_URL names several stores, which fit together only while no node runs: stop all, then copy them.");
	if (!url.startsWith(SQLITE)) throw new CannotStart("STORE_URL names no SQLite file: MongoDB has tools of its own, see docs/backup.md.");
	return resolve(url.slice(SQLITE.length));
}

/** A copy that is complete has its name; one that was interrupted ends with `.part`. */
async function backUp(file: string, folder: string): Promise<string> {
	if (!existsSync(file)) throw new CannotStart(`There is no ${file} to copy: DATA_DIR or STORE_URL leads elsewhere.`);
	await mkdir(folder, { recursive: true });
	const moment = new Date().toISOString().replaceAll(":", "-");
	const target = join(folder, `${basename(file, ".db")}-${moment}.db`);
	// One read from beginning to end: SQLite's own back-up begins anew whenever another process writes.
	within(file, (source) => source.prepare("VACUUM INTO ?").run(`${target}.part`));
	within(`${target}.part`, check);
	await toDisk(`${target}.part`);
	await rename(`${target}.part`, target);
	await toDisk(folder);
	return target;
}

function within(path: string, work: (database: DatabaseSync) => void): void {
	const database = new DatabaseSync(path, { readOnly: true });
	try {
		work(database);
	} finally {
		database.close();
	}
}

async function toDisk(path: string): Promise<void> {
	const handle = await open(path);
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function check(copy: DatabaseSync): void {
	const { quick_check: found } = copy.prepare("PRAGMA quick_check").get() as { quick_check: string };
	if (found !== "ok") throw new CannotStart(`The copy is no good: ${found}.`);
}

const folder = process.argv[2];
try {
	if (!folder) throw new CannotStart("Where to? npm run backup -- <folder>");
	console.log(await backUp(await onlyFile(), folder));
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
