import { logger } from "./log.ts";

const FROM = { nodeID: "one", mod: "ORDER" };
const ADDRESS = "mongodb://cortado:hunter2@db/shop";

/** The line as it would be printed. */
const line = (format: "json" | "text", ...args: unknown[]): string =>
	logger("info", format).options.formatter("error", args, FROM).join("\n");

describe.each(["json", "text"] as const)("a %s log line", (format) => {
	it.each([
		["a message", [`${ADDRESS} is unreachable`]],
		["an error", [new Error(`cannot reach ${ADDRESS}`)]],
		["an object", [{ options: { url: ADDRESS } }]],
	])("hides the password of a URL in %s", (_, args) => {
		expect(line(format, ...args)).toContain("mongodb://…@db/shop");
		expect(line(format, ...args)).not.toContain("hunter2");
	});
});
