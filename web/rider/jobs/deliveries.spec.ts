import type { Delivery } from "../../../contracts/delivery.ts";
import { groupDeliveries, mergeNewest } from "./deliveries.ts";

const delivery = (orderId: string, overrides: Partial<Delivery> = {}) =>
	({ orderId, status: "accepted", riderId: "me", version: 1, updatedAt: "2026-11-21T00:30:00Z", ...overrides }) as Delivery;

describe("mergeNewest", () => {
	it("returns what is listed", () => {
		const listed = delivery("ord_1", { version: 2, ready: true });

		expect(mergeNewest([delivery("ord_1")], [listed])).toEqual([listed]);
		expect(mergeNewest([delivery("ord_1")], [])).toEqual([]);
	});

	it("keeps a known delivery that is newer than the list", () => {
		const known = delivery("ord_1", { version: 3, status: "delivered" });

		expect(mergeNewest([known], [delivery("ord_1", { version: 2 })])).toEqual([known]);
	});

	it("takes the newer of two listed versions", () => {
		const ended = delivery("ord_1", { version: 2, status: "delivered" });

		expect(mergeNewest([], [delivery("ord_1"), ended])).toEqual([ended]);
	});
});

describe("groupDeliveries", () => {
	const NOON = Date.parse("2026-11-21T03:00:00Z");

	it("separates the rider's own, open and ended deliveries", () => {
		const deliveries = [
			delivery("ord_1"),
			delivery("ord_2", { status: "requested", riderId: null }),
			delivery("ord_3", { status: "delivered" }),
			delivery("ord_4", { status: "failed" }),
		];

		const { doneToday, mine, open } = groupDeliveries(deliveries, "me", NOON);

		expect([mine, open, doneToday].map((group) => group.map(({ orderId }) => orderId))).toEqual([["ord_1"], ["ord_2"], ["ord_3", "ord_4"]]);
	});

	it("starts the day at midnight in Seoul", () => {
		const yesterday = delivery("ord_1", { status: "delivered", updatedAt: "2026-11-20T14:59:59Z" });
		const today = delivery("ord_2", { status: "delivered", updatedAt: "2026-11-20T15:00:00Z" });

		expect(groupDeliveries([yesterday, today], "me", NOON).doneToday).toEqual([today]);
	});
});
