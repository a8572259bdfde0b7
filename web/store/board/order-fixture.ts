import type { StoreOrder } from "../../../contracts/store-order.ts";

/** A prepaid pick-up order that the store has just received; `overrides` changes single fields. */
export const orderFixture = (overrides: Partial<StoreOrder> = {}): StoreOrder => ({
	id: "ord_1",
	number: "A-15",
	storeId: "gangnam",
	customerId: "acc_1",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", name: { ko: "라떼", en: "Latte" }, quantity: 2, price: 5_000, prepSeconds: 90 }],
	parcel: null,
	destination: null,
	amounts: { goods: 10_000, delivery: 0, total: 10_000 },
	level: "Bronze",
	status: "submitted",
	reason: null,
	payment: { timing: "prepaid", status: "approved" },
	brew: null,
	delivery: null,
	promise: { readyAt: "2026-11-21T01:10:00.000Z" },
	answerBy: "2026-11-21T01:05:00.000Z",
	collectBy: null,
	note: null,
	createdAt: "2026-11-21T01:00:00.000Z",
	updatedAt: "2026-11-21T01:00:00.000Z",
	version: 1,
	...overrides,
});
