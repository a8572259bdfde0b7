import { applyEvent, dropOldOrders, merge } from "./merge.ts";
import { orderFixture } from "./order-fixture.ts";

const brew = (status: "received" | "brewing" | "brewed" | "cancelled") => ({ status, dueAt: null, made: [] });
const event = (status: "preparing" | "placed" | "cancelled", reason: string | null = null) => ({ status, reason, updatedAt: "later" });

describe("merge", () => {
	it("adds an unknown order", () => {
		const order = orderFixture();

		expect(merge(undefined, order)).toBe(order);
	});

	it("takes a later status from the list", () => {
		const later = orderFixture({ status: "preparing", brew: brew("brewing"), note: "hot" });

		expect(merge(orderFixture({ status: "accepted", brew: brew("received") }), later)).toEqual(later);
	});

	it("keeps a known status that is later than the list's", () => {
		const known = orderFixture({ status: "ready", brew: brew("brewed"), updatedAt: "later" });
		const stale = orderFixture({ status: "preparing", brew: brew("brewing"), note: "hot" });

		expect(merge(known, stale)).toMatchObject({ status: "ready", brew: { status: "brewed" }, updatedAt: "later", note: "hot" });
	});

	it("keeps the brew ticket while the brew service is down", () => {
		expect(merge(orderFixture({ brew: brew("received") }), orderFixture({ brew: null })).brew).toEqual(brew("received"));
	});
});

describe("applyEvent", () => {
	it("moves the order on", () => {
		const accepted = orderFixture({ status: "accepted" });

		expect(applyEvent(accepted, event("preparing"))).toMatchObject({ status: "preparing", updatedAt: "later" });
	});

	it("ends the order with its reason", () => {
		const ready = orderFixture({ status: "ready" });

		expect(applyEvent(ready, event("cancelled", "customer"))).toMatchObject({ status: "cancelled", reason: "customer" });
	});

	it("ignores late events and statuses that stores do not have", () => {
		const known = orderFixture({ status: "ready" });

		expect(applyEvent(known, event("preparing"))).toBe(known);
		expect(applyEvent(known, event("placed"))).toBe(known);
	});

	it("keeps the store's own final status", () => {
		const known = orderFixture({ status: "unanswered" });

		expect(applyEvent(known, event("cancelled", "store_unanswered"))).toBe(known);
	});
});

describe("dropOldOrders", () => {
	const minute = (index: number) => new Date(index * 60_000).toISOString();
	const many = Array.from({ length: 150 }, (_, index) =>
		orderFixture({ id: `done_${index}`, status: "completed", updatedAt: minute(index) }),
	);
	const open = orderFixture({ id: "open", updatedAt: minute(0) });
	const cancelled = orderFixture({ id: "cancelled", status: "cancelled", updatedAt: minute(0) });
	const orders = new Map([open, cancelled, ...many].map((order) => [order.id, order]));
	const remaining = dropOldOrders(orders, { cancelled: "make" });

	it("keeps open orders, cancelled tickets that are still shown, and the newest ended orders", () => {
		expect(remaining.size).toBe(102);
		expect(["open", "cancelled", "done_149", "done_49"].map((id) => remaining.has(id))).toEqual([true, true, true, false]);
	});
});
