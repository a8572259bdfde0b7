import { accessSync, constants, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { MongoClient } from "mongodb";

/** SQLite's result codes for a corrupt file and for a file that is not a database. */
const CORRUPT = [11, 26];

/** Reads only what SQLite itself reads to open a file. */
function corruptionOf(path: string): string | undefined {
	try {
		const database = new DatabaseSync(path, { readOnly: true });
		try {
			database.prepare("SELECT count(*) FROM sqlite_schema").get();
		} finally {
			database.close();
		}
	} catch (error) {
		const { errcode = 0, message } = error as Error & { errcode?: number };
		// Locks and missing disks are temporary.
		if (!CORRUPT.includes(errcode & 0xff)) return undefined;
		return `${path} is corrupt or not a SQLite database (${message}). Restore a backup, or move the file away to start empty.`;
	}
	return undefined;
}

function configurationErrorOf(url: string): string | undefined {
	try {
		const { tlsCAFile, tlsCertificateKeyFile } = new MongoClient(url).options;
		for (const file of [tlsCAFile, tlsCertificateKeyFile]) if (file) accessSync(file, constants.R_OK);
		return undefined;
	} catch (error) {
		return `STORE_URL is not a usable MongoDB URL: ${(error as Error).message}.`;
	}
}

/** A permanent fault of a storage URL, if any. Checks files only and contacts no server. */
export function faultOf(url: string): string | undefined {
	if (/^mongodb(\+srv)?:/.test(url)) return configurationErrorOf(url);
	const [, file] = /^sqlite:(?!:memory:)(.+)$/.exec(url) ?? [];
	return file && existsSync(file) ? corruptionOf(file) : undefined;
}
