import { mkdir, open, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Database, databases } from "./backup/databases.ts";
import { MANIFEST, type Manifest } from "./backup/manifest.ts";
import { dumpMongo } from "./backup/mongo.ts";
import { dumpSqlite } from "./backup/sqlite.ts";
import { CannotStart, explain } from "./node/starting.ts";

/** Copies every database, one after the other. Only a complete backup gets its final name; an interrupted one keeps `.part`. */
async function backUp(found: Database[], folder: string): Promise<string> {
	const at = new Date().toISOString();
	const target = join(folder, at.replaceAll(":", "-"));
	const partial = `${target}.part`;
	await mkdir(partial, { recursive: true });
	for (const { kind, name, place } of found)
		await (kind === "sqlite" ? dumpSqlite(place, join(partial, name)) : dumpMongo(place, join(partial, name)));
	const manifest: Manifest = { at, databases: found.map(({ kind, name, services }) => ({ name, kind, services })) };
	await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, null, "\t")}\n`);
	for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) await sync(join(entry.parentPath, entry.name));
	await sync(partial);
	await rename(partial, target);
	await sync(folder);
	return target;
}

async function sync(path: string): Promise<void> {
	const handle = await open(path);
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

try {
	const [folder] = process.argv.slice(2);
	if (!folder) throw new CannotStart("Usage: npm run backup -- <folder>");
	console.log(await backUp(await databases(), folder));
	process.exit(0);
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
