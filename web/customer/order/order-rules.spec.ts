import type { OrderEvent } from "../../../contracts/event-log.ts";
import { anOrder, brew, cancellation, delivery } from "./order-fixture.ts";
import { afterRefusal, cancelOffer, endingOf, estimateOf, handoverOf, isOver, refundOf } from "./order-rules.ts";
import type { TrackedOrder } from "./order-state.ts";

const STATUSES: TrackedOrder["status"][] = [
	"placed",
	"submitted",
	"accepted",
	"preparing",
	"ready",
	"in_transit",
	"completed",
	"cancelled",
	"rejected",
];
const parcel = (change: Partial<TrackedOrder> = {}) => anOrder({ kind: "parcel", fulfilment: "delivery", ...change });

describe("cancelling", () => {
	it("is offered only while it can succeed", () => {
		const offered = STATUSES.filter((status) => cancelOffer(anOrder({ status })) === "offered");

		expect(offered).toEqual(["placed", "submitted", "accepted"]);
	});

	it.each(["brewing", "brewed", "out_of_stock", "cancelled"])(
		"is not offered once its ticket is %s, even if the order lags behind",
		(status) => {
			expect(cancelOffer(anOrder({ brew: brew(status) }))).toBe("none");
		},
	);

	it("is offered while its ticket is received", () => {
		expect(cancelOffer(anOrder({ brew: brew("received") }))).toBe("offered");
	});

	it("is offered for a parcel until a rider is assigned, and again after the search restarts", () => {
		expect(cancelOffer(parcel())).toBe("offered");
		expect(cancelOffer(parcel({ delivery: delivery("requested") }))).toBe("offered");
		expect(cancelOffer(parcel({ delivery: delivery("assigned") }))).toBe("none");
		expect(cancelOffer(parcel({ delivery: delivery("requested"), cancellation: cancellation("refused") }))).toBe("offered");
	});

	it("is not offered again once held, granted or refused", () => {
		expect(cancelOffer(anOrder({ cancellation: cancellation("held") }))).toBe("held");
		expect(cancelOffer(anOrder({ cancellation: cancellation("granted") }))).toBe("none");
		expect(cancelOffer(anOrder({ cancellation: cancellation("refused") }))).toBe("none");
	});
});

describe("a refused cancellation", () => {
	it("leads to the next step of the order", () => {
		expect(afterRefusal(anOrder())).toBe("preparing");
		expect(afterRefusal(anOrder({ status: "preparing" }))).toBe("preparing");
		expect(afterRefusal(anOrder({ status: "ready" }))).toBe("pickup");
		expect(afterRefusal(anOrder({ status: "ready", fulfilment: "delivery" }))).toBe("delivering");
		expect(afterRefusal(anOrder({ status: "in_transit" }))).toBe("delivering");
		expect(afterRefusal(parcel())).toBe("delivering");
	});
});

describe("an order that ended", () => {
	it("has a known reason, the store's reason or another one", () => {
		expect(endingOf(anOrder())).toBeUndefined();
		expect(endingOf(anOrder({ status: "completed" }))).toBeUndefined();
		expect(endingOf(anOrder({ status: "cancelled", reason: "out_of_stock" }))).toBe("out_of_stock");
		expect(endingOf(anOrder({ status: "cancelled", reason: "something new" }))).toBe("other");
		expect(endingOf(anOrder({ status: "rejected", reason: "마감" }))).toBe("rejected");
		expect(STATUSES.filter((status) => isOver(anOrder({ status })))).toEqual(["completed", "cancelled", "rejected"]);
	});

	it("has a refund state and amount", () => {
		const payment = (status: TrackedOrder["payment"]["status"]) => ({ ...anOrder().payment, status, refunded: 4_000 });

		expect(refundOf({ payment: payment("approved") })).toEqual({ state: "refunding", amount: 5_000 });
		expect(refundOf({ payment: payment("refunded") })).toEqual({ state: "refunded", amount: 4_000 });
		expect(refundOf({ payment: payment("unknown") }).state).toBe("checking");
		expect(refundOf({ payment: payment("due") }).state).toBe("not_charged");
	});
});

describe("the estimated time", () => {
	const placed = (promise: TrackedOrder["promise"]): OrderEvent[] => [
		{ id: "1", type: "order.placed", at: "2026-11-21T00:00:00.000Z", version: 1, data: { promise } },
	];
	const first = placed({ readyAt: "2026-11-21T00:05:00.000Z", deliveredBy: "2026-11-21T00:20:00.000Z" });
	const at = (time: string) => Date.parse(`2026-11-21T00:${time}.000Z`);
	const minutes = (count: number) => count * 60_000;

	it("is late by the difference from the first promise", () => {
		expect(estimateOf(anOrder(), first, at("01:00"))).toEqual({ at: at("08:00"), lateMs: minutes(3) });
	});

	it("is never in the past", () => {
		expect(estimateOf(anOrder(), first, at("09:00"))).toEqual({ at: at("09:00"), lateMs: minutes(4) });
	});

	it("is the ticket's due time while it is prepared", () => {
		const order = anOrder({ status: "preparing", brew: brew("brewing", { dueAt: "2026-11-21T00:04:00.000Z" }) });

		expect(estimateOf(order, first, at("01:00"))).toEqual({ at: at("04:00"), lateMs: minutes(-1) });
	});

	it("is the rider's ETA for a delivery", () => {
		const order = anOrder({ fulfilment: "delivery", status: "ready", delivery: delivery("accepted", { eta: "2026-11-21T00:15:00.000Z" }) });

		expect(handoverOf(order)).toBe("delivery");
		expect(estimateOf(order, first, at("01:00"))).toEqual({ at: at("15:00"), lateMs: minutes(-5) });
	});

	it("is not late without a first promise", () => {
		expect(estimateOf(anOrder(), [], at("01:00"))).toEqual({ at: at("08:00"), lateMs: 0 });
	});

	it("is absent once the order is ready or over", () => {
		expect(estimateOf(anOrder({ status: "ready" }), first, at("01:00"))).toBeUndefined();
		expect(estimateOf(anOrder({ status: "cancelled" }), first, at("01:00"))).toBeUndefined();
	});
});
