import Type, { type Static, type TObject, type TSchema } from "./schema.ts";

/**
 * Schemas that several contracts use. Two keywords are custom: `trim` removes surrounding spaces before validation,
 * `convert` accepts numbers and booleans written as query strings.
 */

/** User input. */
export const text = (maxLength: number) => Type.String({ trim: true, minLength: 1, maxLength });

/** A readable identifier that is safe in a path: `gangnam`, `cold-brew`. */
export const slug = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,99}$", maxLength: 100 });
/** An item of a menu: a product, `latte`, or an option, `milk:oat`. */
export const itemId = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,99}(:[a-z0-9][a-z0-9-]{0,99})?$", maxLength: 201 });
export const orderId = Type.String({ pattern: "^ord_[0-9a-z]{10,40}$", maxLength: 50 });

/** A time in the API. */
export const isoTime = Type.String({ format: "date-time" });
/** A time in messages: epoch milliseconds. */
export const time = Type.Integer();

export const oneOf = <Value extends string>(...values: Value[]) => Type.Enum(values, { type: "string" });

/** An enum with a description of each value. With a title it becomes a component of the OpenAPI document. */
export const meanings = <Value extends string>(descriptions: Record<Value, string>, title?: string) => {
	const description = Object.entries(descriptions)
		.map(([value, meaning]) => `\`${value}\`: ${meaning}`)
		.join("; ");
	return Type.Enum(Object.keys(descriptions) as Value[], { type: "string", description, ...(title ? { title } : undefined) });
};

/** A comma-separated list of one or more of these values. */
export const someOf = (values: readonly string[]) => {
	const one = `(${values.join("|")})`;
	return Type.String({ pattern: `^${one}(,${one})*$`, maxLength: 200 });
};

interface Nullable {
	title?: string;
	type?: string;
	enum?: unknown[];
}

export const nullable = <Of extends TSchema>(schema: Of, keywords?: { description: string }) => {
	const { enum: values, title, type } = schema as Nullable;
	const isReferenced = title !== undefined || type === undefined;
	const base = isReferenced
		? { anyOf: [schema, { type: "null" }] }
		: { ...schema, type: [type, "null"], ...(values ? { enum: [...values, null] } : undefined) };
	return Type.Unsafe<Static<Of> | null>({ ...base, ...keywords });
};

/** Input of every list action. */
export const page = {
	limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, convert: true }),
	cursor: Type.Optional(Type.String({ maxLength: 500 })),
};
/** Output of every list action. */
export const pageOf = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });

/** An object that becomes a component of the OpenAPI document. */
export const named = <Properties extends TObject["properties"]>(title: string, properties: Properties) =>
	Type.Object(properties, { title });
