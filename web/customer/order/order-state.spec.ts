import type { StreamEvent } from "../../shared/live.ts";
import { anOrder, brew, cancellation } from "./order-fixture.ts";
import { applyEvent, fromOrder, mergeOrders, withCancellation } from "./order-state.ts";

const event = (type: string, payload: object, at = "2026-11-21T00:03:00.000Z"): StreamEvent => ({
	type,
	orderId: anOrder().id,
	status: null,
	version: 9,
	at,
	...payload,
});
const order = (change: object) => {
	const { asOf: _, brew: __, delivery: ___, store: ____, ...rest } = anOrder();
	return { ...rest, ...change };
};

describe("a tracked order", () => {
	it("applies an order event and keeps the other parts", () => {
		const known = anOrder({ brew: brew("brewing") });

		const updated = applyEvent(known, event("order.preparing", order({ status: "preparing", updatedAt: "2026-11-21T00:03:00.000Z" })));

		expect(updated).toMatchObject({ status: "preparing", brew: { status: "brewing" }, asOf: "2026-11-21T00:03:00.000Z" });
	});

	it("ignores an event that is older than its state", () => {
		const known = anOrder({ status: "ready", updatedAt: "2026-11-21T00:04:00.000Z", asOf: "2026-11-21T00:04:00.000Z" });

		expect(applyEvent(known, event("order.preparing", order({ status: "preparing", updatedAt: "2026-11-21T00:03:00.000Z" })))).toEqual(
			known,
		);
		expect(mergeOrders(known, anOrder())).toEqual(known);
	});

	it("takes the newer state of each part when merged", () => {
		const page = anOrder({ brew: brew("brewing", { asOf: "2026-11-21T00:02:00.000Z" }) });

		expect(mergeOrders(page, anOrder({ brew: brew("received") })).brew?.status).toBe("brewing");
		expect(mergeOrders(anOrder({ brew: brew("received") }), page).brew?.status).toBe("brewing");
		expect(mergeOrders(page, anOrder()).brew?.status).toBe("brewing");
	});

	it("dates a part by its event", () => {
		const updated = applyEvent(anOrder(), event("brew.started", { ...brew("brewing"), status: "brewing" }));

		expect(updated.brew).toMatchObject({ status: "brewing", asOf: "2026-11-21T00:03:00.000Z" });
	});

	it("prefers the payment's state to the order's copy", () => {
		const refunded = applyEvent(
			anOrder(),
			event("payment.refunded", { timing: "prepaid", status: "refunded", amount: 5_000, refunded: 5_000 }),
		);

		const later = applyEvent(refunded, event("order.cancelled", order({ status: "cancelled", updatedAt: "2026-11-21T00:03:01.000Z" })));

		expect(later).toMatchObject({ status: "cancelled", payment: { status: "refunded", refunded: 5_000 } });
	});

	it("ignores events of other orders and of other services", () => {
		expect(applyEvent(anOrder(), { ...event("order.ready", order({ status: "ready" })), orderId: "ord_0000000002" })).toEqual(anOrder());
		expect(applyEvent(anOrder(), event("stock.reserved", { missing: [] }))).toEqual(anOrder());
	});

	it("can be built from the order alone", () => {
		expect(fromOrder(order({}))).toMatchObject({ status: "accepted", brew: null, asOf: anOrder().updatedAt });
	});

	it("counts the attempts of a held cancellation and never reopens a decided one", () => {
		const held = anOrder({ cancellation: cancellation("held") });
		const asOf = "2026-11-21T00:05:00.000Z";

		expect(withCancellation(held, { ...cancellation("held"), attempts: 3 }, asOf).cancellation).toMatchObject({ attempts: 3, asOf });
		expect(withCancellation(anOrder({ cancellation: cancellation("granted") }), cancellation("held"), asOf).cancellation?.status).toBe(
			"granted",
		);
	});
});
