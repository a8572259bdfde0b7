import type { OrderEvent } from "../../../contracts/event-log.ts";
import { brew, cancellation, delivery, made } from "./order-made.ts";
import { afterRefusal, cancelOffer, endingOf, isOver, moneyOf, promiseOf, wayOf } from "./order-rules.ts";
import type { Followed } from "./order-state.ts";

const STATUSES: Followed["status"][] = [
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
const parcel = (change: Partial<Followed> = {}) => made({ kind: "parcel", fulfilment: "delivery", ...change });

describe("cancelling", () => {
	it("is offered while it can succeed, and only then", () => {
		const offered = STATUSES.filter((status) => cancelOffer(made({ status })) === "offered");

		expect(offered).toEqual(["placed", "submitted", "accepted"]);
	});

	it.each(["brewing", "brewed", "out_of_stock", "cancelled"])(
		"is not offered once its ticket is %s, even before the order knows",
		(status) => {
			expect(cancelOffer(made({ brew: brew(status) }))).toBe("none");
		},
	);

	it("is offered while the ticket waits", () => {
		expect(cancelOffer(made({ brew: brew("received") }))).toBe("offered");
	});

	it("of a parcel is offered until a rider is assigned, and again when another is sought", () => {
		expect(cancelOffer(parcel())).toBe("offered");
		expect(cancelOffer(parcel({ delivery: delivery("requested") }))).toBe("offered");
		expect(cancelOffer(parcel({ delivery: delivery("assigned") }))).toBe("none");
		expect(cancelOffer(parcel({ delivery: delivery("requested"), cancellation: cancellation("refused") }))).toBe("offered");
	});

	it("is not offered twice: held, granted or refused", () => {
		expect(cancelOffer(made({ cancellation: cancellation("held") }))).toBe("held");
		expect(cancelOffer(made({ cancellation: cancellation("granted") }))).toBe("none");
		expect(cancelOffer(made({ cancellation: cancellation("refused") }))).toBe("none");
	});
});

describe("a cancel that was refused", () => {
	it("says what comes next", () => {
		expect(afterRefusal(made())).toBe("making");
		expect(afterRefusal(made({ status: "preparing" }))).toBe("making");
		expect(afterRefusal(made({ status: "ready" }))).toBe("waiting");
		expect(afterRefusal(made({ status: "ready", fulfilment: "delivery" }))).toBe("carrying");
		expect(afterRefusal(made({ status: "in_transit" }))).toBe("carrying");
		expect(afterRefusal(parcel())).toBe("carrying");
	});
});

describe("an ending", () => {
	it("has a reason in words, or the store's own", () => {
		expect(endingOf(made())).toBeUndefined();
		expect(endingOf(made({ status: "completed" }))).toBeUndefined();
		expect(endingOf(made({ status: "cancelled", reason: "out_of_stock" }))).toBe("out_of_stock");
		expect(endingOf(made({ status: "cancelled", reason: "something new" }))).toBe("other");
		expect(endingOf(made({ status: "rejected", reason: "마감" }))).toBe("rejected");
		expect(STATUSES.filter((status) => isOver(made({ status })))).toEqual(["completed", "cancelled", "rejected"]);
	});

	it("tells where the money is, and how much of it", () => {
		const payment = (status: Followed["payment"]["status"]) => ({ ...made().payment, status, refunded: 4_000 });

		expect(moneyOf({ payment: payment("approved") })).toEqual({ where: "going", amount: 5_000 });
		expect(moneyOf({ payment: payment("refunded") })).toEqual({ where: "back", amount: 4_000 });
		expect(moneyOf({ payment: payment("unknown") }).where).toBe("checking");
		expect(moneyOf({ payment: payment("due") }).where).toBe("never");
	});
});

describe("a promise", () => {
	const placed = (promise: Followed["promise"]): OrderEvent[] => [
		{ id: "1", type: "order.placed", at: "2026-11-21T00:00:00.000Z", version: 1, data: { promise } },
	];
	const first = placed({ readyAt: "2026-11-21T00:05:00.000Z", deliveredBy: "2026-11-21T00:20:00.000Z" });
	const at = (time: string) => Date.parse(`2026-11-21T00:${time}.000Z`);
	const minutes = (count: number) => count * 60_000;

	it("is late by what it has moved since it was told first", () => {
		expect(promiseOf(made(), first, at("01:00"))).toEqual({ at: at("08:00"), lateMs: minutes(3) });
	});

	it("is never in the past", () => {
		expect(promiseOf(made(), first, at("09:00"))).toEqual({ at: at("09:00"), lateMs: minutes(4) });
	});

	it("follows the ticket while it is being made", () => {
		const order = made({ status: "preparing", brew: brew("brewing", { dueAt: "2026-11-21T00:04:00.000Z" }) });

		expect(promiseOf(order, first, at("01:00"))).toEqual({ at: at("04:00"), lateMs: minutes(-1) });
	});

	it("follows the rider when it is brought", () => {
		const order = made({ fulfilment: "delivery", status: "ready", delivery: delivery("accepted", { eta: "2026-11-21T00:15:00.000Z" }) });

		expect(wayOf(order)).toBe("delivery");
		expect(promiseOf(order, first, at("01:00"))).toEqual({ at: at("15:00"), lateMs: minutes(-5) });
	});

	it("is not late without anything to measure it by", () => {
		expect(promiseOf(made(), [], at("01:00"))).toEqual({ at: at("08:00"), lateMs: 0 });
	});

	it("is kept or gone when the order is ready or over", () => {
		expect(promiseOf(made({ status: "ready" }), first, at("01:00"))).toBeUndefined();
		expect(promiseOf(made({ status: "cancelled" }), first, at("01:00"))).toBeUndefined();
	});
});
