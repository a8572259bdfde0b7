import { basename, resolve } from "node:path";
import type { ServiceSchema } from "moleculer";
import { config } from "../../lib/config/config.ts";
import { DbService } from "../../lib/storage/db-service.ts";
import { serviceFiles } from "../node/starting.ts";

const SQLITE = "sqlite:";

/** A database of one or several services. */
export interface Database {
	/** In the backup: a SQLite file, or a folder with MongoDB's collections. */
	name: string;
	services: string[];
	kind: "sqlite" | "mongodb";
	/** A SQLite file, or MongoDB's address. */
	place: string;
}

/**
 * Copied in this order after all others, because a copy can catch up with one that is newer, but not with an older one: My page
 * follows the event log, and all services follow the order.
 */
const LAST = ["event-log", "payment", "order"];

const rankOf = ({ services }: Database): number => Math.max(...services.map((service) => LAST.indexOf(service)));

const isStored = (schema: Partial<ServiceSchema>): boolean => schema === DbService || (schema.mixins ?? []).some(isStored);

const databaseAt = (url: string, services: string[]): Database => {
	if (url.startsWith(SQLITE)) {
		const place = resolve(url.slice(SQLITE.length));
		return { name: basename(place), services, kind: "sqlite", place };
	}
	return { name: new URL(url).pathname.slice(1) || "test", services, kind: "mongodb", place: url };
};

/** Two databases on different disks or servers may have the same name. */
const withOwnNames = (databases: Database[]): Database[] =>
	databases.map((database, index) =>
		databases.findIndex(({ name }) => name === database.name) === index ? database : { ...database, name: `${index}-${database.name}` },
	);

/** The databases of all services, in the order in which they are copied. */
export async function databases(): Promise<Database[]> {
	const schemas = await Promise.all(serviceFiles([]).map(async (file) => ((await import(file)) as { default: ServiceSchema }).default));
	const names = schemas.filter(isStored).map(({ name }) => name);
	const byUrl = Map.groupBy(names.sort(), (name) => config.storeUrl(name));
	const found = Array.from(byUrl, ([url, services]) => databaseAt(url, services));
	return withOwnNames(found.sort((one, other) => rankOf(one) - rankOf(other)));
}
