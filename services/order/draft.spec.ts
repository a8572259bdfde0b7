import type { OrderRequest } from "../../contracts/order.ts";
import { fareOf } from "../../lib/domain/fee.ts";
import { EMPTY_CATALOGUE } from "../../lib/domain/menu.ts";
import { signQuote, stopAt } from "../../lib/domain/quote.ts";
import { aStore } from "../../test/support/builders/order.ts";
import { callNumber, draft, type Facts } from "./draft.ts";

const tariff = { deliveryBaseFee: 3000, deliveryFeePerKm: 500, deliveryFreeKm: 2 };
const secret = "test secret";
const facts = (change: Partial<Facts> = {}): Facts => ({
	id: "ord_1",
	customerId: "acc_1",
	level: "Iron",
	store: aStore(),
	catalogue: EMPTY_CATALOGUE,
	tariff,
	secret,
	at: 1_000,
	timeZone: "Asia/Seoul",
	payBy: 601_000,
	...change,
});
const goods = (change: Partial<OrderRequest> = {}): OrderRequest => ({
	storeId: "gangnam",
	kind: "goods",
	lines: [{ productId: "latte", quantity: 2 }],
	payment: { timing: "prepaid" },
	...change,
});
const home = { address: "집", lat: 37.53, lng: 127.02 };
const parcel = { item: "documents", size: "small", weightKg: 1.2, from: home, to: { address: "회사", lat: 37.49, lng: 126.92 } } as const;
const aParcel = (change: Partial<OrderRequest> = {}): OrderRequest => ({
	storeId: "gangnam",
	kind: "parcel",
	parcel,
	payment: { timing: "on_receipt" },
	...change,
});

describe("a draft of goods", () => {
	it("copies names, prices and preparation times, and promises a ready time", () => {
		expect(draft(goods(), facts({ store: aStore({ extraMinutes: 5 }) }))).toMatchObject({
			fulfilment: "pickup",
			lines: [{ productId: "latte", name: { en: "Latte" }, quantity: 2, price: 5000, prepSeconds: 3 }],
			amounts: { goods: 10_000, delivery: 0, total: 10_000 },
			promise: { readyAt: 1_000 + 6_000 + 300_000, deliveredBy: null },
		});
	});

	it("adds the delivery fee from the store to the destination", () => {
		const drafted = draft(goods({ fulfilment: "delivery", destination: home }), facts());
		const { fee } = fareOf({ from: aStore().location, to: home, size: "small", weightKg: 0 }, tariff);

		expect(drafted.amounts).toEqual({ goods: 10_000, delivery: fee, total: 10_000 + fee });
		expect(drafted.promise.deliveredBy).toBeGreaterThan(drafted.promise.readyAt!);
	});
});

describe("a draft of a parcel", () => {
	it("is always a delivery to the parcel's destination, without a ready time", () => {
		expect(draft(aParcel(), facts())).toMatchObject({
			fulfilment: "delivery",
			lines: [],
			destination: parcel.to,
			promise: { readyAt: null },
		});
	});
});

describe("a quote", () => {
	const quoted = (change = {}) =>
		signQuote(
			{
				customerId: "acc_1",
				storeId: null,
				from: stopAt(parcel.from),
				to: stopAt(parcel.to),
				size: "small",
				weightKg: 1.2,
				fee: 1_234,
				distanceKm: 1,
				etaMinutes: 20,
				expiresAt: 2_000,
				...change,
			},
			secret,
		);

	it("sets the delivery fee", () => {
		expect(draft(aParcel({ quoteId: quoted() }), facts()).amounts.delivery).toBe(1_234);
	});

	it.each([
		["that is made up", "quo_abc.def", "unknown_quote"],
		["of another customer", quoted({ customerId: "acc_2" }), "unknown_quote"],
		["that has expired", quoted({ expiresAt: 999 }), "quote_expired"],
		["for another weight", quoted({ weightKg: 0.2 }), "quote_mismatch"],
		["for another address", quoted({ to: stopAt(home) }), "quote_mismatch"],
		["for a store's delivery", quoted({ storeId: "gangnam" }), "quote_mismatch"],
	])("%s is refused", (_, quoteId, type) => {
		expect(() => draft(aParcel({ quoteId }), facts())).toThrow(expect.objectContaining({ type }));
	});
});

describe("a draft is refused for", () => {
	it.each<[string, OrderRequest, object]>([
		["goods without lines", { ...goods(), lines: undefined as never }, { type: "invalid", data: { field: "lines" } }],
		["goods with a parcel", goods({ parcel }), { type: "invalid", data: { field: "parcel" } }],
		["a delivery to nowhere", goods({ fulfilment: "delivery" }), { type: "invalid", data: { field: "destination" } }],
		["a pick-up with a destination", goods({ destination: home }), { type: "invalid", data: { field: "destination" } }],
		["a parcel order without a parcel", { ...aParcel(), parcel: undefined as never }, { type: "invalid", data: { field: "parcel" } }],
		["a parcel as a pick-up", aParcel({ fulfilment: "pickup" }), { type: "invalid", data: { field: "fulfilment" } }],
		[
			"an unknown product",
			goods({ lines: [{ productId: "tea", quantity: 1 }] }),
			{ type: "unknown_product", data: { field: "lines[0].productId" } },
		],
		["a product id that is an object property", goods({ lines: [{ productId: "__proto__", quantity: 1 }] }), { type: "unknown_product" }],
	])("%s", (_, request, expected) => {
		expect(() => draft(request, facts())).toThrow(expect.objectContaining(expected));
	});

	it("a closed store, if the request is valid otherwise", () => {
		const refusal = (store: Partial<Facts["store"]>, at: string) => () =>
			draft(goods(), facts({ store: aStore(store), at: Date.parse(at) }));
		const closed = (opensAt: string | null) =>
			expect.objectContaining({ type: "store_closed", data: expect.objectContaining({ opensAt }) });
		const hours = { weekly: { monday: [{ from: "07:00", until: "22:00" }] } };

		expect(refusal({ open: false }, "2026-11-30T10:00:00+09:00")).toThrow(closed(null));
		expect(refusal({ hours }, "2026-11-30T06:59:59+09:00")).toThrow(closed("2026-11-29T22:00:00.000Z"));
		expect(refusal({ hours }, "2026-11-30T22:00:00+09:00")).toThrow(closed("2026-12-06T22:00:00.000Z"));
		expect(refusal({ hours }, "2026-11-30T07:00:00+09:00")).not.toThrow();
	});
});

describe("a call number", () => {
	it("is short and rarely repeats", () => {
		const numbers = Array.from({ length: 500 }, (_, index) => callNumber(`ord_${index}abcdef`));

		for (const number of numbers) expect(number).toMatch(/^[A-HJ-NP-Z]-\d{1,3}$/);
		expect(new Set(numbers).size).toBeGreaterThan(480);
	});
});
