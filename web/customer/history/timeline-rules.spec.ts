import type { OrderEvent } from "../../../contracts/event-log.ts";
import { brew, delivery, made } from "../order/order-made.ts";
import { aheadOf, lastWord, passedBy } from "./timeline-rules.ts";

const event = (type: string, minute: number): OrderEvent => ({
	id: type,
	type,
	at: `2026-11-21T00:0${minute}:00.000Z`,
	version: 1,
	data: {},
});

describe("a timeline", () => {
	it("shows of the history what concerns the customer", () => {
		const happened = [event("order.placed", 0), event("payment.due", 0), event("payment.approved", 1), event("stock.reserved", 2)];

		expect(passedBy(made(), happened).map(({ milestone }) => milestone)).toEqual(["placed", "paid"]);
	});

	it("makes do with what the parts tell", () => {
		const order = made({ brew: brew("brewing", { startedAt: "2026-11-21T00:02:00.000Z" }) });

		expect(passedBy(order, [])).toEqual([
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
	] as const)("of a pick-up that is %s has %p ahead", (status, ahead) => {
		expect(aheadOf(made({ status }))).toEqual(ahead);
	});

	it("of a parcel waits for a rider, then for their setting out", () => {
		const parcel = made({ kind: "parcel", fulfilment: "delivery" });

		expect(aheadOf(parcel)).toEqual(["rider", "departed", "delivered"]);
		expect(aheadOf({ ...parcel, delivery: delivery("assigned") })).toEqual(["rider", "departed", "delivered"]);
		expect(aheadOf({ ...parcel, delivery: delivery("accepted") })).toEqual(["departed", "delivered"]);
	});

	it("says when whoever works on it was last heard of", () => {
		expect(lastWord(made({ brew: brew("received", { asOf: "2026-11-21T00:07:00.000Z" }) }))).toBe("2026-11-21T00:07:00.000Z");
		expect(lastWord(made())).toBe(made().asOf);
		expect(lastWord(made({ status: "completed" }))).toBeUndefined();
	});
});
