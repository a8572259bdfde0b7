import { someOf } from "./fields.ts";

describe("one or several of some words", () => {
	const pattern = new RegExp((someOf(["ready", "in_transit"]) as unknown as { pattern: string }).pattern);

	it.each(["ready", "in_transit", "ready,in_transit"])("may be %s", (text) => {
		expect(pattern.test(text)).toBe(true);
	});

	it.each(["", "steady", "ready,", ",ready", "ready in_transit", "already", "ready,ready\n"])("may not be %j", (text) => {
		expect(pattern.test(text)).toBe(false);
	});
});
