import { someOf } from "./fields.ts";

describe("a comma-separated list of values", () => {
	const pattern = new RegExp((someOf(["ready", "in_transit"]) as unknown as { pattern: string }).pattern);

	it.each(["ready", "in_transit", "ready,in_transit"])("accepts %s", (text) => {
		expect(pattern.test(text)).toBe(true);
	});

	it.each(["", "steady", "ready,", ",ready", "ready in_transit", "already", "ready,ready\n"])("rejects %j", (text) => {
		expect(pattern.test(text)).toBe(false);
	});
});
