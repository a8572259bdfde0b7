import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { ActorDocument, ActorStore, CollectionSpec, Query } from "../actor-store.ts";
import { checkQuery, indexFor } from "../query-validation.ts";
import type { SqliteFile } from "./sqlite-file.ts";
import { columnOf, declareTable, dueIndex, fieldsOf, indexOf, outboxIndex, quoted } from "./sqlite-table.ts";

/** A piece of SQL with the values of its placeholders. */
interface Clause {
	sql: string;
	values: SQLInputValue[];
}

interface Row {
	id: string;
	version: number;
	outbox: string | null;
	json: string;
}

/** Limits how long one transaction blocks the event loop. */
const CLEAR_BATCH = 250;
const ROW = "id, version, outbox, json";

const comparable = (value: unknown): SQLInputValue => {
	if (typeof value === "boolean") return Number(value);
	return typeof value === "string" || typeof value === "number" ? value : null;
};

const documentOf = <State>({ id, version, outbox, json }: Row): ActorDocument<State> => ({
	_id: id,
	version,
	...(JSON.parse(json) as Pick<ActorDocument<State>, "state" | "seen" | "due">),
	outbox: outbox === null ? [] : JSON.parse(outbox),
});

/** One table: each document as JSON, plus columns for the fields that are compared and indexed. */
export class SqliteCollection<State = unknown> implements ActorStore<State> {
	#table: string;
	#file: SqliteFile;
	#spec: CollectionSpec;
	#fields: string[];
	#select: StatementSync;
	#selectVersion: StatementSync;
	#insert: StatementSync;
	#update: StatementSync;
	#clear: StatementSync;
	#delete: StatementSync;

	constructor(file: SqliteFile, spec: CollectionSpec) {
		file.read(() => declareTable(file.database, spec));
		this.#file = file;
		this.#spec = spec;
		this.#fields = fieldsOf(spec);
		this.#table = quoted(spec.name);
		const columns = ["version", "due", ...this.#fields.map(columnOf), "outbox", "json"];
		const values = columns.map(() => "?");
		this.#select = file.prepare(`SELECT ${ROW} FROM ${this.#table} WHERE id = ?`);
		this.#selectVersion = file.prepare(`SELECT version FROM ${this.#table} WHERE id = ?`);
		this.#insert = file.prepare(`INSERT INTO ${this.#table} (${columns}, id) VALUES (${values}, ?) ON CONFLICT DO NOTHING`);
		this.#update = file.prepare(`UPDATE ${this.#table} SET (${columns}) = (${values}) WHERE id = ? AND version = ?`);
		this.#clear = file.prepare(`UPDATE ${this.#table} SET outbox = NULL WHERE id = ? AND version = ?`);
		this.#delete = file.prepare(`DELETE FROM ${this.#table} WHERE id = ? AND version = ?`);
	}

	async load(id: string): Promise<ActorDocument<State> | null> {
		const row = this.#file.read(() => this.#select.get(id)) as Row | undefined;
		return row ? documentOf(row) : null;
	}

	async version(id: string): Promise<number | undefined> {
		return (this.#file.read(() => this.#selectVersion.get(id)) as Row | undefined)?.version;
	}

	async create(document: ActorDocument<State>): Promise<boolean> {
		return this.#write(this.#insert, [...this.#valuesOf(document), document._id]);
	}

	async replace(document: ActorDocument<State>, expected: number): Promise<boolean> {
		return this.#write(this.#update, [...this.#valuesOf(document), document._id, expected]);
	}

	async remove(id: string, expected: number): Promise<boolean> {
		return this.#write(this.#delete, [id, expected]);
	}

	async clearOutbox(published: Map<string, number>): Promise<void> {
		const entries = [...published];
		for (let first = 0; first < entries.length; first += CLEAR_BATCH) {
			const batch = entries.slice(first, first + CLEAR_BATCH);
			await this.#file.write(() => batch.forEach(([id, version]) => void this.#clear.run(id, version)));
		}
	}

	async overdue(until: number, limit: number): Promise<ActorDocument<State>[]> {
		return this.#find(`INDEXED BY ${dueIndex(this.#spec.name)} WHERE due <= ? ORDER BY due, id LIMIT ?`, [until, limit]);
	}

	async pending(limit: number, after = ""): Promise<ActorDocument<State>[]> {
		const index = outboxIndex(this.#spec.name);
		return this.#find(`INDEXED BY ${index} WHERE outbox IS NOT NULL AND id > ? ORDER BY id LIMIT ?`, [after, limit]);
	}

	/** Sorts on the index alone; only the documents of the page are read. */
	async list(query: Query): Promise<ActorDocument<State>[]> {
		checkQuery(query);
		const { sql, values } = this.#rangeOf(query);
		const order = `ORDER BY id ${query.order === "descending" ? "DESC" : "ASC"}`;
		if (!query.where || Object.keys(query.where).length === 0) return this.#find(`${sql} ${order} LIMIT ?`, [...values, query.limit]);
		const index = indexOf(this.#spec.name, indexFor(this.#spec, query.where));
		const ids = `SELECT id FROM ${this.#table} INDEXED BY ${index} ${sql} ${order} LIMIT ?`;
		return this.#find(`WHERE id IN (${ids}) ${order}`, [...values, query.limit]);
	}

	/** `clauses` is the SQL after the table name. */
	#find(clauses: string, values: SQLInputValue[]): ActorDocument<State>[] {
		const rows = this.#file.read(() => this.#file.prepare(`SELECT ${ROW} FROM ${this.#table} ${clauses}`).all(...values));
		return (rows as unknown as Row[]).map((row) => documentOf<State>(row));
	}

	#rangeOf({ where = {}, after, order }: Query): Clause {
		const conditions = Object.entries(where).map(([field, wanted]) =>
			Array.isArray(wanted)
				? { sql: `${columnOf(field)} IN (SELECT value FROM json_each(?))`, value: JSON.stringify(wanted) }
				: { sql: `${columnOf(field)} = ?`, value: comparable(wanted) },
		);
		if (after !== undefined) conditions.push({ sql: `id ${order === "descending" ? "<" : ">"} ?`, value: after });
		const sql = conditions.map((condition) => condition.sql).join(" AND ");
		return { sql: sql && `WHERE ${sql}`, values: conditions.map(({ value }) => value) };
	}

	/** Serialized immediately, so that later changes to the caller's object are not stored. */
	#valuesOf({ _id, version, outbox, ...rest }: ActorDocument<State>): SQLInputValue[] {
		const state = rest.state as Record<string, unknown> | null | undefined;
		const fields = this.#fields.map((field) => comparable(state?.[field]));
		return [version, rest.due?.at ?? null, ...fields, outbox.length > 0 ? JSON.stringify(outbox) : null, JSON.stringify(rest)];
	}

	#write(statement: StatementSync, values: SQLInputValue[]): Promise<boolean> {
		return this.#file.write(() => statement.run(...values).changes === 1);
	}
}
