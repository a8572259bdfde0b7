import type { Delivery } from "../../../contracts/delivery.ts";
import { newest, sorted } from "./deliveries.ts";

const delivery = (orderId: string, change: Partial<Delivery> = {}) =>
	({ orderId, status: "accepted", riderId: "me", version: 1, updatedAt: "2026-11-21T00:30:00Z", ...change }) as Delivery;

describe("what is told of deliveries", () => {
	it("is what is shown", () => {
		const told = delivery("ord_1", { version: 2, ready: true });

		expect(newest([delivery("ord_1")], [told])).toEqual([told]);
		expect(newest([delivery("ord_1")], [])).toEqual([]);
	});

	it("is not what is shown where an answer was newer", () => {
		const answered = delivery("ord_1", { version: 3, status: "delivered" });

		expect(newest([answered], [delivery("ord_1", { version: 2 })])).toEqual([answered]);
	});

	it("is the newer where it is told twice", () => {
		const ended = delivery("ord_1", { version: 2, status: "delivered" });

		expect(newest([], [delivery("ord_1"), ended])).toEqual([ended]);
	});
});

describe("deliveries", () => {
	const NOON = Date.parse("2026-11-21T03:00:00Z");

	it("are a rider's, nobody's yet, or done", () => {
		const deliveries = [
			delivery("ord_1"),
			delivery("ord_2", { status: "requested", riderId: null }),
			delivery("ord_3", { status: "delivered" }),
			delivery("ord_4", { status: "failed" }),
		];

		const { doneToday, mine, open } = sorted(deliveries, "me", NOON);

		expect([mine, open, doneToday].map((some) => some.map(({ orderId }) => orderId))).toEqual([["ord_1"], ["ord_2"], ["ord_3", "ord_4"]]);
	});

	it("are done today by Seoul's day", () => {
		const last = delivery("ord_1", { status: "delivered", updatedAt: "2026-11-20T14:59:59Z" });
		const first = delivery("ord_2", { status: "delivered", updatedAt: "2026-11-20T15:00:00Z" });

		expect(sorted([last, first], "me", NOON).doneToday).toEqual([first]);
	});
});
