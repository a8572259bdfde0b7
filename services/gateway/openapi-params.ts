import type { Schema } from "../../lib/schema.ts";

/** A rule of the validator, as it came over the wire or from a schema of this node. */
export interface Rule {
	type: string;
	optional?: boolean;
	nullable?: boolean;
	default?: unknown;
	min?: number;
	max?: number;
	length?: number;
	empty?: boolean;
	integer?: boolean;
	unique?: boolean;
	pattern?: string;
	values?: string[];
	items?: Rule | string;
	props?: Rules;
}
export type Rules = Record<string, unknown>;

const ofText = ({ empty, length, max = length, min = length, pattern }: Rule): Schema => ({
	type: "string",
	...(min !== undefined ? { minLength: min } : empty === false ? { minLength: 1 } : undefined),
	...(max === undefined ? undefined : { maxLength: max }),
	...(pattern === undefined ? undefined : { pattern }),
});

const ofNumber = ({ integer, max, min }: Rule): Schema => ({
	type: integer ? "integer" : "number",
	...(min === undefined ? undefined : { minimum: min }),
	...(max === undefined ? undefined : { maximum: max }),
});

const ofArray = ({ items, max, min, unique }: Rule): Schema => ({
	type: "array",
	items: items === undefined ? {} : schemaOf(ruleOf(items)),
	...(min === undefined ? undefined : { minItems: min }),
	...(max === undefined ? undefined : { maxItems: max }),
	...(unique ? { uniqueItems: true } : undefined),
});

const KINDS: Record<string, (rule: Rule) => Schema> = {
	string: ofText,
	number: ofNumber,
	boolean: () => ({ type: "boolean" }),
	enum: ({ values = [] }) => ({ type: "string", enum: values }),
	array: ofArray,
	object: ({ props = {} }) => objectOf(props),
	any: () => ({}),
};

/** `"string|optional"` is short for `{ type: "string", optional: true }`. */
export const ruleOf = (rule: unknown): Rule => {
	if (typeof rule !== "string") return rule as Rule;
	const [type = "any", ...flags] = rule.split("|");
	return { type, ...Object.fromEntries(flags.map((flag) => [flag, true])) };
};

export const isOptional = ({ default: otherwise, optional }: Rule): boolean => optional === true || otherwise !== undefined;

/** What a rule of the validator takes, in JSON Schema. */
export const schemaOf = (rule: Rule): Schema => {
	const ofKind = KINDS[rule.type];
	if (!ofKind) throw new Error(`No schema says what "${rule.type}" takes.`);
	const schema = ofKind(rule);
	return {
		...schema,
		...(rule.nullable ? { type: [schema.type as string, "null"] } : undefined),
		...(rule.default === undefined ? undefined : { default: rule.default }),
	};
};

/** The fields of an action or of an object in it: nothing else is taken. */
export const fieldsOf = (rules: Rules): [string, Rule][] =>
	Object.entries(rules)
		.filter(([name]) => !name.startsWith("$$"))
		.map(([name, rule]) => [name, ruleOf(rule)]);

export const objectOf = (rules: Rules): Schema => {
	const fields = fieldsOf(rules);
	const required = fields.filter(([, rule]) => !isOptional(rule)).map(([name]) => name);
	return {
		type: "object",
		properties: Object.fromEntries(fields.map(([name, rule]) => [name, schemaOf(rule)])),
		...(required.length > 0 ? { required } : undefined),
		additionalProperties: false,
	};
};
