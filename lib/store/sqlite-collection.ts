import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { ActorDocument, CollectionSpec, Documents, Query, Scalar } from "./documents.ts";
import type { SqliteFile } from "./sqlite.ts";

interface Row {
	json: string;
	outbox: string | null;
	version: number;
	id: string;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const columnOf = (field: string): string => quoted(`field_${field}`);
const scalar = (value: unknown): SQLInputValue => {
	if (typeof value === "boolean") return value ? 1 : 0;
	return typeof value === "string" || typeof value === "number" ? value : null;
};

/** One table: the document as JSON, and beside it what is looked up or compared. */
export class SqliteCollection<State = unknown> implements Documents<State> {
	#file: SqliteFile;
	#table: string;
	#fields: string[];
	#statements = new Map<string, StatementSync>();

	constructor(file: SqliteFile, { name, indexes = {} }: CollectionSpec) {
		this.#file = file;
		this.#table = quoted(name);
		this.#fields = [...new Set(Object.values(indexes).flat())];
		this.#declare(name, indexes);
	}

	async load(id: string): Promise<ActorDocument<State> | null> {
		const row = this.#prepare(`SELECT id, version, outbox, json FROM ${this.#table} WHERE id = ?`).get(id) as Row | undefined;
		return row ? this.#document(row) : null;
	}

	async create(document: ActorDocument<State>): Promise<boolean> {
		const columns = ["id", "version", "due", "outbox", "json", ...this.#fields.map(columnOf)];
		const sql = `INSERT INTO ${this.#table} (${columns}) VALUES (${columns.map(() => "?")}) ON CONFLICT DO NOTHING`;
		const values = [document._id, ...this.#values(document)];
		return (await this.#write(sql, values)) === 1;
	}

	async replace(document: ActorDocument<State>, expected: number): Promise<boolean> {
		const columns = ["version", "due", "outbox", "json", ...this.#fields.map(columnOf)];
		const sql = `UPDATE ${this.#table} SET ${columns.map((column) => `${column} = ?`)} WHERE id = ? AND version = ?`;
		return (await this.#write(sql, [...this.#values(document), document._id, expected])) === 1;
	}

	async overdue(until: number, limit: number): Promise<ActorDocument<State>[]> {
		return this.#all(`WHERE due IS NOT NULL AND due <= ? ORDER BY due LIMIT ?`, [until, limit]);
	}

	async pending(limit: number, after = ""): Promise<ActorDocument<State>[]> {
		return this.#all(`WHERE outbox IS NOT NULL AND id > ? ORDER BY id LIMIT ?`, [after, limit]);
	}

	async clearOutbox(published: Map<string, number>): Promise<void> {
		const sql = `UPDATE ${this.#table} SET outbox = NULL WHERE id = ? AND version = ?`;
		await Promise.all([...published].map(([id, version]) => this.#write(sql, [id, version])));
	}

	async page({ after, limit, order = "ascending", where = {} }: Query): Promise<ActorDocument<State>[]> {
		const conditions: string[] = [];
		const values: SQLInputValue[] = [];
		for (const [field, wanted] of Object.entries(where)) {
			if (!this.#fields.includes(field)) throw new Error(`${field} is no declared index of ${this.#table}.`);
			const all = (Array.isArray(wanted) ? wanted : [wanted]).map((value: Scalar) => scalar(value));
			conditions.push(`${columnOf(field)} IN (${all.map(() => "?")})`);
			values.push(...all);
		}
		if (after !== undefined) {
			conditions.push(`id ${order === "ascending" ? ">" : "<"} ?`);
			values.push(after);
		}
		const filter = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
		return this.#all(`${filter} ORDER BY id ${order === "ascending" ? "ASC" : "DESC"} LIMIT ?`, [...values, limit]);
	}

	async remove(id: string): Promise<boolean> {
		return (await this.#write(`DELETE FROM ${this.#table} WHERE id = ?`, [id])) === 1;
	}

	#declare(name: string, indexes: Record<string, string[]>): void {
		const { database } = this.#file;
		database.exec(
			`CREATE TABLE IF NOT EXISTS ${this.#table}
				(id TEXT PRIMARY KEY, version INTEGER NOT NULL, due INTEGER, outbox TEXT, json TEXT NOT NULL) STRICT, WITHOUT ROWID;
			CREATE INDEX IF NOT EXISTS ${quoted(`${name} due`)} ON ${this.#table} (due) WHERE due IS NOT NULL;
			CREATE INDEX IF NOT EXISTS ${quoted(`${name} outbox`)} ON ${this.#table} (id) WHERE outbox IS NOT NULL;`,
		);
		const known = new Set(database.prepare(`SELECT name FROM pragma_table_info(?)`).all(name).map((column) => column.name));
		for (const field of this.#fields) {
			if (known.has(`field_${field}`)) continue;
			database.exec(`ALTER TABLE ${this.#table} ADD COLUMN ${columnOf(field)} ANY`);
			database.prepare(`UPDATE ${this.#table} SET ${columnOf(field)} = json_extract(json, ?)`).run(`$.state."${field}"`);
		}
		for (const [index, fields] of Object.entries(indexes))
			database.exec(`CREATE INDEX IF NOT EXISTS ${quoted(`${name} ${index}`)} ON ${this.#table} (${fields.map(columnOf)}, id)`);
	}

	#values({ due, outbox, seen, state, version }: ActorDocument<State>): SQLInputValue[] {
		const fields = this.#fields.map((field) => scalar((state as Record<string, unknown> | null)?.[field]));
		const json = JSON.stringify({ state, seen, due });
		return [version, due?.at ?? null, outbox.length > 0 ? JSON.stringify(outbox) : null, json, ...fields];
	}

	#document({ id, json, outbox, version }: Row): ActorDocument<State> {
		const { due, seen, state } = JSON.parse(json) as Pick<ActorDocument<State>, "due" | "seen" | "state">;
		return { _id: id, version, state, seen, outbox: outbox ? JSON.parse(outbox) : [], ...(due ? { due } : undefined) };
	}

	#all(clauses: string, values: SQLInputValue[]): ActorDocument<State>[] {
		const rows = this.#prepare(`SELECT id, version, outbox, json FROM ${this.#table} ${clauses}`).all(...values);
		return (rows as unknown as Row[]).map((row) => this.#document(row));
	}

	#write(sql: string, values: SQLInputValue[]): Promise<number> {
		const statement = this.#prepare(sql);
		return this.#file.write(() => Number(statement.run(...values).changes));
	}

	#prepare(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (!statement) {
			statement = this.#file.database.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}
}
