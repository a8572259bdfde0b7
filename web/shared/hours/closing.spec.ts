import type { StoreOrder } from "../../../contracts/store-order.ts";
import { closedUntil, consequencesOf } from "./closing.ts";

const NOON = Date.parse("2026-12-01T12:00:00+09:00");
const HOUR = 3_600_000;

const order = (status: StoreOrder["status"], more: Partial<StoreOrder> = {}) =>
	({ status, for: null, promise: { readyAt: null }, lines: [{ prepSeconds: 60, quantity: 10 }], ...more }) as StoreOrder;
const scheduled = (readyAt: number, status: StoreOrder["status"] = "accepted") =>
	order(status, { for: new Date(readyAt).toISOString(), promise: { readyAt: new Date(readyAt).toISOString() } });

it("leaves orders that are under way as they are", () => {
	const orders = [order("submitted"), order("accepted"), order("ready"), scheduled(NOON, "preparing")];

	expect(consequencesOf(orders, NOON + HOUR)).toEqual({ unanswered: 1, running: 3, kept: 0, lost: 0 });
});

it("loses scheduled orders that would be made while the store is closed", () => {
	const orders = [scheduled(NOON), scheduled(NOON + HOUR, "submitted"), scheduled(NOON + HOUR + 9 * 60_000), scheduled(NOON + 2 * HOUR)];

	expect(consequencesOf(orders, NOON + HOUR)).toEqual({ unanswered: 0, running: 0, kept: 1, lost: 3 });
	expect(consequencesOf(orders, undefined)).toEqual({ unanswered: 0, running: 0, kept: 4, lost: 0 });
});

it("reads the time in the stores' zone", () => {
	expect(closedUntil("open", "", NOON)).toBeUndefined();
	expect(closedUntil("30", "", NOON)).toBe(NOON + HOUR / 2);
	expect(closedUntil("at", "2026-12-01T13:00", NOON)).toBe(NOON + HOUR);
	expect(closedUntil("at", "", NOON)).toBeNaN();
});
