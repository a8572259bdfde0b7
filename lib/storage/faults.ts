import { accessSync, constants, existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { MongoClient } from "mongodb";

/** SQLite's result codes for a file in which it finds no sense: damaged, and no database at all. */
const SENSELESS = [11, 26];

/** Looks at no more than SQLite itself does to open a file. */
function damageOf(path: string): string | undefined {
	try {
		const database = new DatabaseSync(path, { readOnly: true });
		try {
			database.prepare("SELECT count(*) FROM sqlite_schema").get();
		} finally {
			database.close();
		}
	} catch (error) {
		const { errcode = 0, message } = error as Error & { errcode?: number };
		// A lock or a missing disk passes.
		if (!SENSELESS.includes(errcode & 0xff)) return undefined;
		return `${path} is damaged, or no SQLite database (${message}): put a back-up in its place, or move it away to begin anew.`;
	}
	return undefined;
}

function misspellingOf(url: string): string | undefined {
	try {
		const { tlsCAFile, tlsCertificateKeyFile } = new MongoClient(url).options;
		for (const file of [tlsCAFile, tlsCertificateKeyFile]) if (file) accessSync(file, constants.R_OK);
		return undefined;
	} catch (error) {
		return `STORE_URL names a MongoDB that cannot be asked for: ${(error as Error).message}.`;
	}
}

/** What is wrong with a store that no waiting will mend; looks at files and asks no server. */
export function faultOf(url: string): string | undefined {
	if (/^mongodb(\+srv)?:/.test(url)) return misspellingOf(url);
	const [, file] = /^sqlite:(?!:memory:)(.+)$/.exec(url) ?? [];
	return file && existsSync(file) ? damageOf(file) : undefined;
}
