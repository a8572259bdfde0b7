import type { StreamEvent } from "../../shared/live.ts";
import { brew, cancellation, made } from "./order-made.ts";
import { hear, newest, ofOrder, withCancellation } from "./order-state.ts";

const news = (type: string, said: object, at = "2026-11-21T00:03:00.000Z"): StreamEvent => ({
	type,
	orderId: made().id,
	status: null,
	version: 9,
	at,
	...said,
});
const order = (change: object) => {
	const { asOf: _, brew: __, delivery: ___, store: ____, ...rest } = made();
	return { ...rest, ...change };
};

describe("an order that is followed", () => {
	it("takes on what the order says, and keeps what others said", () => {
		const known = made({ brew: brew("brewing") });

		const told = hear(known, news("order.preparing", order({ status: "preparing", updatedAt: "2026-11-21T00:03:00.000Z" })));

		expect(told).toMatchObject({ status: "preparing", brew: { status: "brewing" }, asOf: "2026-11-21T00:03:00.000Z" });
	});

	it("is not turned back by what comes late", () => {
		const known = made({ status: "ready", updatedAt: "2026-11-21T00:04:00.000Z", asOf: "2026-11-21T00:04:00.000Z" });

		expect(hear(known, news("order.preparing", order({ status: "preparing", updatedAt: "2026-11-21T00:03:00.000Z" })))).toEqual(known);
		expect(newest(known, made())).toEqual(known);
	});

	it("takes each part from whoever has heard of it later", () => {
		const page = made({ brew: brew("brewing", { asOf: "2026-11-21T00:02:00.000Z" }) });

		expect(newest(page, made({ brew: brew("received") })).brew?.status).toBe("brewing");
		expect(newest(made({ brew: brew("received") }), page).brew?.status).toBe("brewing");
		expect(newest(page, made()).brew?.status).toBe("brewing");
	});

	it("hears of a part as of the moment of its message", () => {
		const told = hear(made(), news("brew.started", { ...brew("brewing"), status: "brewing" }));

		expect(told.brew).toMatchObject({ status: "brewing", asOf: "2026-11-21T00:03:00.000Z" });
	});

	it("believes the payment rather than the order about money", () => {
		const refunded = hear(made(), news("payment.refunded", { timing: "prepaid", status: "refunded", amount: 5_000, refunded: 5_000 }));

		const later = hear(refunded, news("order.cancelled", order({ status: "cancelled", updatedAt: "2026-11-21T00:03:01.000Z" })));

		expect(later).toMatchObject({ status: "cancelled", payment: { status: "refunded", refunded: 5_000 } });
	});

	it("hears nothing of other orders, and nothing of strangers", () => {
		expect(hear(made(), { ...news("order.ready", order({ status: "ready" })), orderId: "ord_0000000002" })).toEqual(made());
		expect(hear(made(), news("stock.reserved", { missing: [] }))).toEqual(made());
	});

	it("can be known from the order alone", () => {
		expect(ofOrder(order({}))).toMatchObject({ status: "accepted", brew: null, asOf: made().updatedAt });
	});

	it("counts the attempts of a held cancel, and never opens a decided one again", () => {
		const held = made({ cancellation: cancellation("held") });
		const asOf = "2026-11-21T00:05:00.000Z";

		expect(withCancellation(held, { ...cancellation("held"), attempts: 3 }, asOf).cancellation).toMatchObject({ attempts: 3, asOf });
		expect(withCancellation(made({ cancellation: cancellation("granted") }), cancellation("held"), asOf).cancellation?.status).toBe(
			"granted",
		);
	});
});
