import type { Service } from "moleculer";
import type { ProblemCode } from "../contracts/problems.ts";

/** JSON Schema. One with a title is known by that name wherever it appears. */
export interface Schema {
	title?: string;
	description?: string;
	type?: string | string[];
	format?: string;
	enum?: (string | null)[];
	anyOf?: Schema[];
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	[keyword: string]: unknown;
}

/** What an action that is reached from outside says of itself, beside its `params` and its `guard`. */
export interface Published {
	/** What it does, in a line. */
	summary?: string;
	/** What it answers; nothing when it answers nothing. */
	returns?: Schema;
	/** The codes of its own refusals; those of the gateway and of the guard go without saying. */
	refuses?: readonly ProblemCode[];
	/** Its outcome may still be open: 202 instead of 200. */
	mayBeOpen?: boolean;
}

declare module "moleculer" {
	interface ActionSchema<TThis = Service> extends Published {}
}

export const text: Schema = { type: "string" };
export const integer: Schema = { type: "integer" };
export const number: Schema = { type: "number" };
export const boolean: Schema = { type: "boolean" };
export const time: Schema = { type: "string", format: "date-time" };

/** Anything: what it holds depends on what it is about. */
export const facts: Schema = { type: "object", additionalProperties: true };

export const named = (title: string, schema: Schema): Schema => ({ ...schema, title });
export const described = (schema: Schema, description: string): Schema => ({ ...schema, description });

export const oneOf = <Value extends string>(...values: Value[]): Schema => ({ type: "string", enum: values });

/** The same with what each of them means; the compiler misses none. */
export const meaning = <Value extends string>(meanings: Record<Value, string>): Schema => ({
	...oneOf(...Object.keys(meanings)),
	description: Object.entries(meanings)
		.map(([value, means]) => `\`${value}\`: ${means}`)
		.join("; "),
});

export const listOf = (items: Schema): Schema => ({ type: "array", items });

export const nullable = (schema: Schema): Schema => {
	const { enum: values, title, type } = schema;
	if (title !== undefined || typeof type !== "string") return { anyOf: [schema, { type: "null" }] };
	return { ...schema, type: [type, "null"], ...(values ? { enum: [...values, null] } : undefined) };
};

/** All fields are always there, but for the optional ones. */
export const object = <Shown = Record<string, unknown>>(
	properties: Record<keyof Shown & string, Schema>,
	optional: (keyof Shown & string)[] = [],
): Schema => ({
	type: "object",
	properties,
	required: Object.keys(properties).filter((name) => !optional.includes(name as keyof Shown & string)),
});

/** What every list answers. */
export const pageOf = (items: Schema): Schema => object({ items: listOf(items), nextCursor: nullable(text) });
