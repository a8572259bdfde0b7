/**
 * JSON Schema with static types, in TypeBox notation. It covers only what the contracts use, so it adds nothing to the start time.
 * The contracts also compile with TypeBox when this import is replaced.
 */

interface Keywords {
	title?: string;
	description?: string;
	[keyword: string]: unknown;
}

/** A JSON Schema for values of this type. `~static` exists for the compiler only. */
export interface TSchema<Value = unknown> {
	"~static": Value;
}
export type Static<Schema extends TSchema> = Schema["~static"];

type Properties = Record<string, TSchema>;
interface OptionalMark {
	"~optional": true;
}
type OptionalKeys<Of extends Properties> = { [Key in keyof Of]: Of[Key] extends OptionalMark ? Key : never }[keyof Of];
type Simplify<Of> = { [Key in keyof Of]: Of[Key] };
type ObjectValue<Of extends Properties> = [OptionalKeys<Of>] extends [never]
	? { [Key in keyof Of]: Of[Key]["~static"] }
	: Simplify<{ [Key in Exclude<keyof Of, OptionalKeys<Of>>]: Of[Key]["~static"] } & { [Key in OptionalKeys<Of>]?: Of[Key]["~static"] }>;

export interface TObject<Of extends Properties = Properties> extends TSchema<ObjectValue<Of>> {
	properties: Of;
}
export interface TEnum<Value extends string> extends TSchema<Value> {
	enum: Value[];
}

const schema = <Of>(base: object, keywords?: Keywords): Of => ({ ...base, ...keywords }) as Of;
const isOptional = (property: object): boolean => "~optional" in property;

const Type = {
	String: (keywords?: Keywords) => schema<TSchema<string>>({ type: "string" }, keywords),
	Number: (keywords?: Keywords) => schema<TSchema<number>>({ type: "number" }, keywords),
	Integer: (keywords?: Keywords) => schema<TSchema<number>>({ type: "integer" }, keywords),
	Boolean: (keywords?: Keywords) => schema<TSchema<boolean>>({ type: "boolean" }, keywords),
	Null: () => schema<TSchema<null>>({ type: "null" }),
	Literal: <const Value extends string>(value: Value) => schema<TSchema<Value>>({ const: value }),
	Enum: <Value extends string>(values: readonly Value[], keywords?: Keywords) => schema<TEnum<Value>>({ enum: values }, keywords),
	Array: <Item extends TSchema>(items: Item, keywords?: Keywords) => schema<TSchema<Item["~static"][]>>({ type: "array", items }, keywords),
	/** Any keys, each with a value of this schema. */
	Record: <Item extends TSchema>(item: Item, keywords?: Keywords) =>
		schema<TSchema<Record<string, Item["~static"]>>>({ type: "object", additionalProperties: item }, keywords),
	Union: <Of extends TSchema[]>(anyOf: [...Of]) => schema<TSchema<Of[number]["~static"]>>({ anyOf }),
	Object: <Of extends Properties>(properties: Of, keywords?: Keywords) => {
		const required = Object.keys(properties).filter((name) => !isOptional(properties[name]!));
		return schema<TObject<Of>>({ type: "object", properties, ...(required.length > 0 ? { required } : undefined) }, keywords);
	},
	/** The mark is not enumerable, so copies and JSON do not contain it. Apply this last. */
	Optional: <Of extends TSchema>(property: Of) => Object.defineProperty({ ...property }, "~optional", { value: true }) as Of & OptionalMark,
	/** Wraps a schema that this notation cannot express. */
	Unsafe: <Value>(any: object) => any as TSchema<Value>,
};

export default Type;
