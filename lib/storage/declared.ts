import type { CollectionSpec, Query, Scalar } from "./actor-store.ts";

const isScalar = (value: unknown): value is Scalar => ["string", "number", "boolean"].includes(typeof value);

const beginsWith = (fields: string[], wanted: string[]): boolean =>
	fields.length >= wanted.length && fields.slice(0, wanted.length).every((field) => wanted.includes(field));

/** The declared index whose first fields are those of the query. Nothing is ever searched without one. */
export function indexFor({ name, indexes = {} }: CollectionSpec, where: NonNullable<Query["where"]>): string[] {
	const wanted = Object.keys(where);
	const candidates = Object.values(indexes).filter((fields) => beginsWith(fields, wanted));
	const [shortest] = candidates.sort((one, other) => one.length - other.length);
	if (!shortest) throw new TypeError(`${name} declares no index that begins with ${wanted.join(", ")}.`);
	return shortest;
}

/** A query may come from outside: what is no plain value could be an operator. */
export function checkQuery({ where = {}, limit }: Query): void {
	if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`A page has at least one document, not ${limit}.`);
	for (const [field, wanted] of Object.entries(where)) {
		if (![wanted].flat().every(isScalar)) throw new TypeError(`${field} is compared with plain values only.`);
	}
}
