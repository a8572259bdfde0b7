import { iso } from "./iso-time.ts";

const NAMES_A_TIME = /(?:At|By)$|^(?:at|eta|for)$/;
/** The same names as a type. */
type TimeName = `${string}At` | `${string}By` | "at" | "eta" | "for";

type ShownField<Value, Name> = Value extends number
	? Name extends TimeName
		? string
		: Value
	: Value extends readonly (infer Item)[]
		? ShownField<Item, "">[]
		: Value extends object
			? Shown<Value>
			: Value;
/** A payload with its times as ISO strings. */
export type Shown<Payload> = { [Name in keyof Payload]: ShownField<Payload[Name], Name> };

const shown = (value: unknown, name: string): unknown => {
	if (typeof value === "number") return NAMES_A_TIME.test(name) ? iso(value) : value;
	if (Array.isArray(value)) return value.map((item) => shown(item, ""));
	return typeof value === "object" && value !== null ? showSnapshot(value) : value;
};

/** Converts a payload to the API format: times become ISO strings. */
export const showSnapshot = <Payload extends object>(payload: Payload) =>
	Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, shown(value, name)])) as Shown<Payload>;
