import type { OrderEvent } from "../../../contracts/event-log.ts";
import { timelineOf } from "./history.ts";

const event = (type: string, data: OrderEvent["data"]): OrderEvent => ({
	id: type,
	type,
	at: "2026-11-21T10:00:00.000Z",
	data,
	version: 1,
});

describe("the history of an order", () => {
	it("has the statuses at the time of each event, the latest first", () => {
		const moments = timelineOf([
			event("order.placed", { status: "placed", reason: null }),
			event("payment.due", { status: "due" }),
			event("stock.reserved", { missing: [] }),
			event("payment.approved", { status: "approved" }),
			event("order.cancelled", { status: "cancelled", reason: "customer" }),
		]);

		expect(moments.map(({ statuses }) => statuses)).toEqual([
			{ order: "cancelled", payment: "approved" },
			{ order: "placed", payment: "approved" },
			{ order: "placed", payment: "due" },
			{ order: "placed", payment: "due" },
			{ order: "placed" },
		]);
		expect(moments.map(({ reason }) => reason)).toEqual(["customer", undefined, undefined, undefined, undefined]);
	});
});
