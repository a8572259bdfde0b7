import { join } from "node:path";
import { CannotStart, explain } from "../node/starting.ts";
import { type Database, databases } from "./databases.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { restoreMongo } from "./mongo.ts";
import { restoreSqlite } from "./sqlite.ts";

/** At most, between the machine of the backup and the nodes. */
const CLOCKS_DIFFER_MS = 600_000;

type Copied = Manifest["databases"][number];

/** The present place of a copied database. Services that shared one must still do so. */
const placeOf = (copied: Copied, present: Database[]): string => {
	const found = present.filter(({ services }) => services.some((service) => copied.services.includes(service)));
	const [database] = found;
	if (!database || found.length > 1 || database.kind !== copied.kind)
		throw new CannotStart(`The backup has ${copied.services.join(", ")} in one ${copied.kind} database; STORE_URL does not.`);
	return database.place;
};

/** The databases to restore: all, or those of the named services. */
const chosen = ({ databases: copied }: Manifest, names: string[]): Copied[] => {
	if (names.length === 0) return copied;
	const unknown = names.filter((name) => !copied.some(({ services }) => services.includes(name)));
	if (unknown.length > 0)
		throw new CannotStart(
			`The backup has no ${unknown.join(", ")}; it has ${copied
				.flatMap(({ services }) => services)
				.sort()
				.join(", ")}.`,
		);
	return copied.filter(({ services }) => services.some((service) => names.includes(service)));
};

try {
	const [folder, ...names] = process.argv.slice(2);
	if (!folder) throw new CannotStart("Usage: npm run restore -- <backup> [service…], while no node of these services runs");
	const manifest = await readManifest(folder);
	const present = await databases();
	const targets = chosen(manifest, names).map((copied) => ({ ...copied, place: placeOf(copied, present) }));
	for (const { kind, name, place, services } of targets) {
		const source = join(folder, name);
		await (kind === "sqlite" ? restoreSqlite(source, place) : restoreMongo(source, place));
		console.log(`restored ${services.join(", ")}`);
	}
	const since = new Date(Date.parse(manifest.at) - CLOCKS_DIFFER_MS).toISOString();
	console.log(`Start the nodes, then: npm run repair -- --since ${since}`);
	process.exit(0);
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
