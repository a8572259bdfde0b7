import { deedOf } from "./keys.ts";

const press = (code: string, different = {}) =>
	deedOf({ code, key: "", altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...different });

describe("a key", () => {
	it.each([
		["ArrowDown", { type: "tile", by: 1 }],
		["ArrowLeft", { type: "column", by: -1 }],
		["Digit1", { type: "pick", index: 0 }],
		["Numpad9", { type: "pick", index: 8 }],
		["Enter", { type: "main" }],
		["KeyR", { type: "reject" }],
		["KeyU", { type: "undo" }],
		["KeyS", { type: "stock" }],
		["Slash", { type: "find" }],
	])("%s", (code, deed) => {
		expect(press(code)).toEqual(deed);
	});

	it("lists the keys by a question mark", () => {
		expect(press("Slash", { key: "?", shiftKey: true })).toEqual({ type: "keys" });
	});

	it.each(["KeyA", "Digit0", "Escape", "Tab"])("%s means nothing here", (code) => {
		expect(press(code)).toBeUndefined();
	});

	it.each(["altKey", "ctrlKey", "metaKey", "shiftKey"])("is the browser's with %s", (modifier) => {
		expect(press("KeyR", { [modifier]: true })).toBeUndefined();
	});
});
