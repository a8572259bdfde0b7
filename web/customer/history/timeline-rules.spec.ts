import type { OrderEvent } from "../../../contracts/event-log.ts";
import { anOrder, brew, delivery } from "../order/order-fixture.ts";
import { lastUpdate, reachedMilestones, upcomingMilestones } from "./timeline-rules.ts";

const event = (type: string, minute: number): OrderEvent => ({
	id: type,
	type,
	at: `2026-11-21T00:0${minute}:00.000Z`,
	version: 1,
	data: {},
});

describe("a timeline", () => {
	it("shows only the events that concern the customer", () => {
		const events = [event("order.placed", 0), event("payment.due", 0), event("payment.approved", 1), event("stock.reserved", 2)];

		expect(reachedMilestones(anOrder(), events).map(({ milestone }) => milestone)).toEqual(["placed", "paid"]);
	});

	it("falls back to the parts of the order without a history", () => {
		const order = anOrder({ brew: brew("brewing", { startedAt: "2026-11-21T00:02:00.000Z" }) });

		expect(reachedMilestones(order, [])).toEqual([
			{ milestone: "placed", at: order.createdAt },
			{ milestone: "brewing", at: "2026-11-21T00:02:00.000Z" },
		]);
	});

	it.each([
		["placed", ["paid", "accepted", "brewing", "made", "collected"]],
		["submitted", ["accepted", "brewing", "made", "collected"]],
		["accepted", ["brewing", "made", "collected"]],
		["preparing", ["made", "collected"]],
		["ready", ["collected"]],
		["completed", []],
		["cancelled", []],
		["rejected", []],
	] as const)("has after %s in a pickup the upcoming milestones %p", (status, ahead) => {
		expect(upcomingMilestones(anOrder({ status }))).toEqual(ahead);
	});

	it("waits for a rider of a parcel, then for the departure", () => {
		const parcel = anOrder({ kind: "parcel", fulfilment: "delivery" });

		expect(upcomingMilestones(parcel)).toEqual(["rider", "departed", "delivered"]);
		expect(upcomingMilestones({ ...parcel, delivery: delivery("assigned") })).toEqual(["rider", "departed", "delivered"]);
		expect(upcomingMilestones({ ...parcel, delivery: delivery("accepted") })).toEqual(["departed", "delivered"]);
	});

	it("shows the last update of the service that works on the order", () => {
		expect(lastUpdate(anOrder({ brew: brew("received", { asOf: "2026-11-21T00:07:00.000Z" }) }))).toBe("2026-11-21T00:07:00.000Z");
		expect(lastUpdate(anOrder())).toBe(anOrder().asOf);
		expect(lastUpdate(anOrder({ status: "completed" }))).toBeUndefined();
	});
});
