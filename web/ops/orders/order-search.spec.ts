import { parseOrderSearch } from "./order-search.ts";

describe("parseOrderSearch", () => {
	it.each([
		["ord_0mwqmkda5000025a2e51a6ec9", { kind: "id", id: "ord_0mwqmkda5000025a2e51a6ec9" }],
		["  https://shop/#/orders/ord_0mwqmkda50 ", { kind: "id", id: "ord_0mwqmkda50" }],
		["A-12", { kind: "number", number: "A-12" }],
		["b 7", { kind: "number", number: "B-7" }],
		["c099", { kind: "number", number: "C-99" }],
		["12", undefined],
		["A-1234", undefined],
		["", undefined],
	])("reads %j as %j", (text, expected) => {
		expect(parseOrderSearch(text)).toEqual(expected);
	});
});
