import { NO_FILTER, parseOrderSearch, searchPath } from "./order-search.ts";

describe("parseOrderSearch", () => {
	it.each([
		["ord_0mwqmkda5000025a2e51a6ec9", { kind: "id", id: "ord_0mwqmkda5000025a2e51a6ec9" }],
		["  https://shop/#/orders/ord_0mwqmkda50 ", { kind: "id", id: "ord_0mwqmkda50" }],
		["A-12", { kind: "number", number: "A-12" }],
		["b 7", { kind: "number", number: "B-7" }],
		["c099", { kind: "number", number: "C-99" }],
		["010-1234 5678", { kind: "phone", phone: "01012345678" }],
		["12", undefined],
		["A-1234", undefined],
		[" ", { kind: "anything" }],
	])("reads %j as %j", (text, expected) => {
		expect(parseOrderSearch(text)).toEqual(expected);
	});
});

describe("searchPath", () => {
	it("has only the conditions that are set, and includes the last day", () => {
		const filter = { ...NO_FILTER, status: "placed", from: "2026-12-01", until: "2026-12-01" };

		expect(searchPath(NO_FILTER, {})).toBe("/v1/ops/orders?limit=30");
		expect(Object.fromEntries(new URL(searchPath(filter, { number: "A-12" }), "http://shop").searchParams)).toEqual({
			limit: "30",
			number: "A-12",
			status: "placed",
			from: "2026-11-30T15:00:00.000Z",
			until: "2026-12-01T15:00:00.000Z",
		});
	});
});
