import type { OrderEvent } from "../../../contracts/event-log.ts";
import { momentsOf } from "./history.ts";

const event = (type: string, data: OrderEvent["data"]): OrderEvent => ({
	id: type,
	type,
	at: "2026-11-21T10:00:00.000Z",
	data,
	version: 1,
});

describe("the history of an order", () => {
	it("says at each point what was known by then, the latest first", () => {
		const moments = momentsOf([
			event("order.placed", { status: "placed", reason: null }),
			event("payment.due", { status: "due" }),
			event("stock.reserved", { missing: [] }),
			event("payment.approved", { status: "approved" }),
			event("order.cancelled", { status: "cancelled", reason: "customer" }),
		]);

		expect(moments.map(({ known }) => known)).toEqual([
			{ order: "cancelled", payment: "approved" },
			{ order: "placed", payment: "approved" },
			{ order: "placed", payment: "due" },
			{ order: "placed", payment: "due" },
			{ order: "placed" },
		]);
		expect(moments.map(({ reason }) => reason)).toEqual(["customer", undefined, undefined, undefined, undefined]);
	});
});
