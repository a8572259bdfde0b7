import type { DatabaseSync } from "node:sqlite";
import type { CollectionSpec } from "../actor-store.ts";

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const columnOf = (field: string): string => quoted(`state.${field}`);
export const fieldsOf = ({ indexes = {} }: CollectionSpec): string[] => [...new Set(Object.values(indexes).flat())];

export const dueIndex = (table: string): string => quoted(`${table} due`);
export const outboxIndex = (table: string): string => quoted(`${table} outbox`);
export const indexOf = (table: string, fields: string[]): string => quoted(`${table} by ${fields.join(", ")}`);

/** Creates missing tables and indexes in one transaction, so that processes that start at the same time do not conflict. */
export function declareTable(database: DatabaseSync, spec: CollectionSpec): void {
	database.exec("BEGIN IMMEDIATE");
	try {
		createTable(database, spec);
		addColumns(database, spec);
		for (const fields of Object.values(spec.indexes ?? {})) {
			const columns = [...fields.map(columnOf), "id"];
			database.exec(`CREATE INDEX IF NOT EXISTS ${indexOf(spec.name, fields)} ON ${quoted(spec.name)} (${columns})`);
		}
		database.exec("COMMIT");
	} catch (error) {
		if (database.isTransaction) database.exec("ROLLBACK");
		throw error;
	}
}

/** Short columns come first: long values may spill over to other pages. */
function createTable(database: DatabaseSync, spec: CollectionSpec): void {
	const table = quoted(spec.name);
	const declared = fieldsOf(spec).map((field) => `${columnOf(field)} ANY, `);
	database.exec(`
		CREATE TABLE IF NOT EXISTS ${table} (
			id TEXT PRIMARY KEY, version INTEGER NOT NULL, due INTEGER, ${declared.join("")}outbox TEXT, json TEXT NOT NULL
		) STRICT;
		CREATE INDEX IF NOT EXISTS ${dueIndex(spec.name)} ON ${table} (due, id) WHERE due IS NOT NULL;
		CREATE INDEX IF NOT EXISTS ${outboxIndex(spec.name)} ON ${table} (id) WHERE outbox IS NOT NULL`);
}

/** Fills the column of a newly declared field from existing documents. */
function addColumns(database: DatabaseSync, spec: CollectionSpec): void {
	const columns = database.prepare("SELECT name FROM pragma_table_info(?)").all(spec.name);
	const existing = new Set(columns.map(({ name }) => name));
	for (const field of fieldsOf(spec).filter((name) => !existing.has(`state.${name}`))) {
		const table = quoted(spec.name);
		const path = `$.state.${quoted(field)}`;
		database.exec(`ALTER TABLE ${table} ADD COLUMN ${columnOf(field)} ANY`);
		database
			.prepare(`UPDATE ${table} SET ${columnOf(field)} = json_extract(json, ?) WHERE json_type(json, ?) NOT IN ('object', 'array')`)
			.run(path, path);
	}
}
