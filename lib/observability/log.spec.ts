import { logger } from "./log.ts";

const FROM = { nodeID: "one", mod: "ORDER" };
const ADDRESS = "mongodb://cortado:hunter2@db/shop";

/** As it would be printed. */
const line = (format: "json" | "text", ...said: unknown[]): string =>
	logger("info", format).options.formatter("error", said, FROM).join("\n");

describe.each(["json", "text"] as const)("a line as %s", (format) => {
	it.each([
		["said", [`${ADDRESS} is away`]],
		["an error's", [new Error(`cannot reach ${ADDRESS}`)]],
		["within an object", [{ options: { url: ADDRESS } }]],
	])("shows an address without its password, where it is %s", (_, said) => {
		expect(line(format, ...said)).toContain("mongodb://…@db/shop");
		expect(line(format, ...said)).not.toContain("hunter2");
	});
});
