import { columnOf, forgetColumns, recordColumns } from "./cancelled-tickets.ts";
import { orderFixture } from "./order-fixture.ts";

describe("a cancelled order", () => {
	const last = recordColumns({}, [orderFixture({ status: "accepted" })]);

	it("stays in its last column", () => {
		const cancelled = orderFixture({ status: "cancelled" });

		expect(columnOf(recordColumns(last, [cancelled]), cancelled)).toBe("make");
	});

	it("leaves the board when it is dismissed", () => {
		expect(columnOf(forgetColumns(last, ["ord_1"]), orderFixture({ status: "cancelled" }))).toBeUndefined();
	});

	it("is not shown when it was never on the board", () => {
		expect(columnOf({}, orderFixture({ status: "cancelled" }))).toBeUndefined();
	});
});

describe("a completed order", () => {
	it("is not recorded any longer", () => {
		const last = recordColumns({}, [orderFixture({ status: "accepted" })]);

		expect(recordColumns(last, [orderFixture({ status: "completed" })])).toEqual({});
	});
});

describe("an open order", () => {
	it("is in the column of its status", () => {
		expect(columnOf({}, orderFixture())).toBe("new");
	});
});
