import { actionOf } from "./keys.ts";

const press = (code: string, overrides = {}) =>
	actionOf({ code, key: "", altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...overrides });

describe("actionOf", () => {
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
	])("maps %s to its action", (code, action) => {
		expect(press(code)).toEqual(action);
	});

	it("maps a question mark to the list of shortcuts", () => {
		expect(press("Slash", { key: "?", shiftKey: true })).toEqual({ type: "keys" });
	});

	it.each(["KeyA", "Digit0", "Escape", "Tab"])("ignores %s", (code) => {
		expect(press(code)).toBeUndefined();
	});

	it.each(["altKey", "ctrlKey", "metaKey", "shiftKey"])("leaves a key with %s to the browser", (modifier) => {
		expect(press("KeyR", { [modifier]: true })).toBeUndefined();
	});
});
