import { forget, remember, standsIn } from "./cancelled-tickets.ts";
import { anOrder } from "./order-fixture.ts";

describe("an order that has gone", () => {
	const seen = remember({}, [anOrder({ status: "accepted" })]);

	it("stays where it stood", () => {
		const gone = anOrder({ status: "cancelled" });

		expect(standsIn(remember(seen, [gone]), gone)).toBe("make");
	});

	it("leaves once somebody has seen it", () => {
		expect(standsIn(forget(seen, ["ord_1"]), anOrder({ status: "cancelled" }))).toBeUndefined();
	});

	it("does not come up when nobody had seen it before", () => {
		expect(standsIn({}, anOrder({ status: "cancelled" }))).toBeUndefined();
	});

	it("is not waited for when it is done", () => {
		expect(remember(seen, [anOrder({ status: "completed" })])).toEqual({});
	});
});

describe("an order that is there", () => {
	it("stands in its column", () => {
		expect(standsIn({}, anOrder())).toBe("new");
	});
});
