import type { ActionParams } from "moleculer";

/** The JSON Schema keywords that an input may use. */
interface Field {
	type?: string | [string, "null"];
	enum?: unknown[];
	properties?: Record<string, Field>;
	required?: string[];
	items?: Field;
	[keyword: string]: unknown;
}

type Rule = Record<string, unknown>;

const RULES: Record<string, (field: Field) => Rule> = {
	string: ({ enum: values, maxLength: max, minLength: min, pattern, trim }) =>
		values ? { type: "enum", values } : { type: "text", min, max, pattern, trim },
	number: ({ convert, maximum: max, minimum: min }) => ({ type: "number", min, max, convert }),
	integer: ({ convert, maximum: max, minimum: min }) => ({ type: "number", integer: true, min, max, convert }),
	boolean: ({ convert }) => ({ type: "boolean", convert }),
	array: ({ items, maxItems: max, minItems: min, uniqueItems: unique }) => ({ type: "array", items: ruleOf(items!), min, max, unique }),
	object: (field) => ({ type: "object", strict: true, props: rulesOf(field) }),
};

/** Without `nullable: false` the validator would accept null for optional fields. */
const ruleOf = (field: Field): Rule => {
	const [type = "", alternative] = [field.type ?? ""].flat();
	const toRule = RULES[type];
	if (!toRule) throw new Error(`The validator has no rule for ${JSON.stringify(field)}.`);
	const rule = { ...toRule(field), nullable: alternative === "null" };
	return Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
};

const isOptional = (name: string, field: Field, required: string[]): boolean => field.default !== undefined || !required.includes(name);

const rulesOf = ({ properties = {}, required = [] }: Field): Record<string, Rule> =>
	Object.fromEntries(
		Object.entries(properties).map(([name, field]) => [
			name,
			{ ...ruleOf(field), ...(isOptional(name, field, required) ? { optional: true } : undefined) },
		]),
	);

/** The validator's `params` for an action that accepts this input and nothing else. */
export const paramsOf = (input: object = {}): ActionParams => ({ $$strict: true, ...rulesOf(input as Field) });

/** Default values for fields that the caller omitted. */
export const defaultsOf = (input: object = {}): [name: string, value: unknown][] =>
	Object.entries((input as Field).properties ?? {}).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]]));
