import { iso } from "./iso.ts";

const NAMES_A_TIME = /(?:At|By)$|^(?:at|eta)$/;

const shown = (value: unknown, name: string): unknown => {
	if (typeof value === "number") return NAMES_A_TIME.test(name) ? iso(value) : value;
	if (Array.isArray(value)) return value.map((item) => shown(item, ""));
	return typeof value === "object" && value !== null ? showSaid(value) : value;
};

/** What a message says as the API shows it: its times, epoch milliseconds inside, in ISO. */
export const showSaid = <Said extends object>(said: Said): { [Field in keyof Said]: unknown } =>
	Object.fromEntries(Object.entries(said).map(([name, value]) => [name, shown(value, name)])) as { [Field in keyof Said]: unknown };
