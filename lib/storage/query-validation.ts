import type { CollectionSpec, Query, Scalar } from "./actor-store.ts";

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

const startsWithFields = (fields: string[], wanted: string[]): boolean =>
	fields.length >= wanted.length && fields.slice(0, wanted.length).every((field) => wanted.includes(field));

/** Finds the declared index that starts with the fields of the query. Queries without an index are rejected. */
export function indexFor({ name, indexes = {} }: CollectionSpec, where: NonNullable<Query["where"]>): string[] {
	const wanted = Object.keys(where);
	const candidates = Object.values(indexes).filter((fields) => startsWithFields(fields, wanted));
	const [shortest] = candidates.sort((one, other) => one.length - other.length);
	if (!shortest) throw new TypeError(`${name} declares no index that starts with ${wanted.join(", ")}.`);
	return shortest;
}

/** Rejects values that are not scalars: a query may contain external input, and an object could be an operator. */
export function checkQuery({ where = {}, limit }: Query): void {
	if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`The limit must be a positive integer, not ${limit}.`);
	for (const [field, wanted] of Object.entries(where)) {
		if (![wanted].flat().every(isScalar)) throw new TypeError(`${field} can only be compared with scalar values.`);
	}
}
