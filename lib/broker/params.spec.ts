import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { Validators } from "moleculer";
import { ACTIONS } from "../../contracts/catalogue/actions.ts";
import { inputSchema } from "../../services/gateway/openapi/schema.ts";
import { paramsOf } from "./params.ts";

const { brokerOptions } = await import("../../moleculer.config.ts");

interface Schema {
	type?: string | string[];
	enum?: unknown[];
	pattern?: string;
	properties?: Record<string, Schema>;
	required?: string[];
	items?: Schema;
	trim?: boolean;
	convert?: boolean;
	[keyword: string]: unknown;
}

const RUNS = 200;
const anything = fc.oneof(
	fc.constantFrom(null, true, 0, -1, 1.5, 1e9, "", " ", "a", "ord_0123456789abcdef"),
	fc.string(),
	fc.jsonValue({ maxDepth: 1 }),
);
const rarely = <Usual>(usual: fc.Arbitrary<Usual>, other: fc.Arbitrary<unknown>) =>
	fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: other });

const valid = (schema: Schema): fc.Arbitrary<unknown> => {
	const { enum: values, items = {}, pattern } = schema;
	const bound = (keyword: string, otherwise: number) => Number(schema[keyword] ?? otherwise);
	if (values) return fc.constantFrom(...values);
	switch ([schema.type].flat()[0]) {
		case "string":
			if (pattern) return fc.stringMatching(new RegExp(pattern));
			// Lengths around both bounds, with surrounding spaces and with characters of two UTF-16 units.
			return fc
				.integer({ min: Math.max(0, bound("minLength", 0) - 1), max: bound("maxLength", 30) + 1 })
				.chain((length) => fc.tuple(fc.constantFrom("a", "가", "☕", "🥤"), fc.constantFrom("", " "), fc.constant(Math.min(length, 600))))
				.map(([letter, space, length]) => space + letter.repeat(length) + space);
		case "integer":
			return fc.integer({ min: bound("minimum", -10) - 1, max: bound("maximum", 1e6) + 1 });
		case "number":
			return fc.double({ min: bound("minimum", -10) - 1, max: bound("maximum", 1e6) + 1, noNaN: true });
		case "boolean":
			return fc.boolean();
		case "array":
			return fc.array(anyValue(items), { maxLength: Math.min(bound("maxItems", 5) + 1, 60) });
		default:
			return objects(schema);
	}
};

/** Converted fields come from query strings, so they are only numbers or numeric strings. */
const anyValue = (schema: Schema): fc.Arbitrary<unknown> => (schema.convert ? valid(schema) : rarely(valid(schema), anything));

const objects = ({ properties = {}, required = [] }: Schema): fc.Arbitrary<object> =>
	fc
		.record(Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, anyValue(field)])), { requiredKeys: required })
		.chain(
			(record) =>
				rarely(
					fc.constant(record),
					fc.constantFrom({ ...record, unknown: 1 }, Object.fromEntries(Object.entries(record).slice(1))),
				) as fc.Arbitrary<object>,
		);

/** JSON Schema has no keyword for `trim`. */
const trimmed = (schema: Schema, value: unknown): unknown => {
	if (schema.trim && typeof value === "string") return value.trim();
	if (Array.isArray(value)) return schema.items ? value.map((item) => trimmed(schema.items!, item)) : value;
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, trimmed(schema.properties?.[name] ?? {}, inner)]));
};

const inputs = ACTIONS.filter(({ input }) => input).map(({ input, name }) => [name, input as unknown as Schema] as const);

describe("the validator", () => {
	const validator = brokerOptions().validator as Validators.Fastest;
	const ajv = new Ajv2020({ strict: false });

	it.each(inputs)("accepts the same input as JSON Schema for %s", (_, input) => {
		const check = validator.compile(paramsOf(input)) as (value: object) => true | object[];
		const bySchema = ajv.compile(inputSchema(input));

		fc.assert(
			fc.property(objects(input), (value) => {
				const accepted = bySchema(trimmed(input, value));
				expect([value, check(structuredClone(value)) === true]).toEqual([value, accepted]);
			}),
			{ numRuns: RUNS },
		);
	});

	it("rejects null for an optional field", () => {
		const check = validator.compile({ $$strict: true, size: { type: "number", optional: true } } as object) as (
			value: object,
		) => true | object[];

		expect(check({ size: null })).not.toBe(true);
		expect(check({ size: 1 })).toBe(true);
		expect(check({})).toBe(true);
	});
});
