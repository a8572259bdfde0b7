import type { SQLInputValue } from "node:sqlite";
import type { Filters } from "./adapter.ts";

/** A piece of SQL and what its question marks stand for. */
export interface Clause {
	sql: string;
	values: SQLInputValue[];
}

const COLUMNS = new Map([
	["_id", "id"],
	["version", "version"],
]);
const OPERATORS = new Map([
	["$eq", "IS"],
	["$ne", "IS NOT"],
	["$gt", ">"],
	["$gte", ">="],
	["$lt", "<"],
	["$lte", "<="],
]);

const pathOf = (field: string): string =>
	`$.${field
		.split(".")
		.map((name) => `"${name}"`)
		.join(".")}`;

const fieldOf = (field: string): Clause => {
	const column = COLUMNS.get(field);
	return column ? { sql: column, values: [] } : { sql: "json_extract(json, ?)", values: [pathOf(field)] };
};

const join = (clauses: Clause[], separator: string): Clause => ({
	sql: clauses.map(({ sql }) => sql).join(separator),
	values: clauses.flatMap(({ values }) => values),
});

const bindable = (value: unknown): SQLInputValue => (typeof value === "boolean" ? Number(value) : (value as SQLInputValue));

function comparison(field: string, operator: string, value: unknown): Clause {
	const left = fieldOf(field);
	if (operator === "$in")
		return { sql: `${left.sql} IN (SELECT value FROM json_each(?))`, values: [...left.values, JSON.stringify(value)] };
	const sign = OPERATORS.get(operator);
	if (!sign) throw new TypeError(`SQLite's adapter does not know ${operator}.`);
	return { sql: `${left.sql} ${sign} ?`, values: [...left.values, bindable(value)] };
}

function conditionsOf(query: Record<string, unknown>): Clause[] {
	return Object.entries(query).flatMap(([field, wanted]) => {
		if (wanted === null || typeof wanted !== "object") return [comparison(field, "$eq", wanted)];
		return Object.entries(wanted).map(([operator, value]) => comparison(field, operator, value));
	});
}

const words = (list: string | string[] = []): string[] => (typeof list === "string" ? list.split(/[\s,]+/) : list).filter(Boolean);

function searching({ search, searchFields }: Filters): Clause[] {
	if (!search) return [];
	const found = words(searchFields).map((field) => {
		const { sql, values } = fieldOf(field);
		return { sql: `instr(lower(${sql}), lower(?)) > 0`, values: [...values, search] };
	});
	const anywhere = join(found, " OR ");
	return [{ ...anywhere, sql: `(${anywhere.sql || "FALSE"})` }];
}

export function whereOf(filters: Filters = {}): Clause {
	const all = join([...conditionsOf(filters.query ?? {}), ...searching(filters)], " AND ");
	return { ...all, sql: all.sql ? `WHERE ${all.sql}` : "" };
}

/** moleculer-db's filters as SQL over the JSON: without an index, so for small collections. */
export function clausesOf(filters: Filters = {}): Clause {
	const sort = words(filters.sort).map((field) => {
		const { sql, values } = fieldOf(field.replace(/^-/, ""));
		return { sql: field.startsWith("-") ? `${sql} DESC` : sql, values };
	});
	const order = join([...sort, { sql: "id", values: [] }], ", ");
	const { sql, values } = whereOf(filters);
	return {
		sql: `${sql} ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
		values: [...values, ...order.values, filters.limit ?? -1, filters.offset ?? 0],
	};
}
