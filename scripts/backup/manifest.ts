import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CannotStart } from "../node/starting.ts";
import type { Database } from "./databases.ts";

export const MANIFEST = "manifest.json";

/** What a backup contains, and when it began. */
export interface Manifest {
	at: string;
	databases: Pick<Database, "name" | "kind" | "services">[];
}

export async function readManifest(folder: string): Promise<Manifest> {
	try {
		return JSON.parse(await readFile(join(folder, MANIFEST), "utf8"));
	} catch {
		throw new CannotStart(`${folder} is not a complete backup: it has no readable ${MANIFEST}.`);
	}
}
