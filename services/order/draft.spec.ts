import type { OrderRequest } from "../../contracts/order.ts";
import { fareOf } from "../../lib/domain/fee.ts";
import { EMPTY_CATALOGUE } from "../../lib/domain/menu.ts";
import { signQuote, stopAt } from "../../lib/domain/quote.ts";
import { aStore } from "../../test/support/builders/order.ts";
import { callNumber, draft, type Facts } from "./draft.ts";
import { isFree, nextFreeSlot, slotKey, slotsOf } from "./schedule.ts";

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

describe("a scheduled order", () => {
	const at = Date.parse("2026-03-02T08:00:00+09:00");
	const hours = { weekly: { monday: [{ from: "07:00", until: "22:00" }], tuesday: [{ from: "07:00", until: "22:00" }] } };
	const scheduled = (time: string, change: Partial<OrderRequest> = {}, store: Partial<Facts["store"]> = {}) =>
		draft(goods({ for: time, ...change }), facts({ store: aStore({ hours, ...store }), at }));
	const ms = (time: string) => Date.parse(time);

	it("is ready at the time of pick-up", () => {
		expect(scheduled("2026-03-02T08:30:00+09:00")).toMatchObject({
			for: ms("2026-03-02T08:30:00+09:00"),
			promise: { readyAt: ms("2026-03-02T08:30:00+09:00"), deliveredBy: null },
			slot: `gangnam@${ms("2026-03-02T08:30:00+09:00")}`,
		});
	});

	it("is delivered at that time, so it is ready earlier, and its rider is searched for then", () => {
		const drafted = scheduled("2026-03-02T09:30:00+09:00", { fulfilment: "delivery", destination: home });
		const { etaMinutes } = fareOf({ from: aStore().location, to: home, size: "small", weightKg: 0 }, tariff);
		const readyAt = ms("2026-03-02T09:30:00+09:00") - etaMinutes * 60_000;

		expect(drafted).toMatchObject({ promise: { readyAt, deliveredBy: ms("2026-03-02T09:30:00+09:00") }, dispatchAt: readyAt });
	});

	it("of a parcel has no slot and no ready time", () => {
		const drafted = draft(aParcel({ for: "2026-03-02T12:00:00+09:00" }), facts({ store: aStore({ hours }), at }));

		expect(drafted.promise).toEqual({ readyAt: null, deliveredBy: ms("2026-03-02T12:00:00+09:00") });
		expect(drafted).not.toHaveProperty("slot");
	});

	it("can be placed while the store is closed", () => {
		const night = Date.parse("2026-03-02T03:00:00+09:00");
		const drafted = draft(goods({ for: "2026-03-02T07:15:00+09:00" }), facts({ store: aStore({ hours }), at: night }));

		expect(drafted.for).toBe(ms("2026-03-02T07:15:00+09:00"));
	});

	it.each([
		["2026-03-02T08:31:00+09:00", "between two slots"],
		["2026-03-02T08:00:00+09:00", "too soon to be made"],
		["2026-03-09T08:15:00+09:00", "more than 7 days ahead"],
		["2026-03-02T08:30:00", "without a zone"],
		["tomorrow", "not a time"],
	])("is refused for %s, %s", (time) => {
		expect(() => scheduled(time)).toThrow(expect.objectContaining({ type: "invalid", data: { field: "for" } }));
	});

	it.each([
		["2026-03-02T22:00:00+09:00", "2026-03-02T22:00:00.000Z", "at closing time"],
		["2026-03-03T07:00:00+09:00", "2026-03-02T22:00:00.000Z", "so early that it would be made before the store opens"],
		["2026-03-04T12:00:00+09:00", "2026-03-08T22:00:00.000Z", "on a day on which it is closed"],
	])("is refused for %s with the next opening: %s, %s", (time, opensAt) => {
		expect(() => scheduled(time)).toThrow(expect.objectContaining({ type: "store_closed", data: expect.objectContaining({ opensAt }) }));
	});
});

describe("the slots of a store", () => {
	const at = Date.parse("2026-03-02T08:05:00+09:00");
	const hours = { weekly: { monday: [{ from: "07:00", until: "09:00" }], tuesday: [{ from: "07:00", until: "07:30" }] } };
	const store = aStore({ hours, capacity: { itemsPer15Minutes: 4, dayparts: [{ from: "08:30", until: "08:45", itemsPer15Minutes: 2 }] } });
	const moment = { store, at, timeZone: "Asia/Seoul" };
	const texts = (slots: (number | null)[]) => slots.map((slot) => slot && new Date(slot + 9 * 3_600_000).toISOString().slice(11, 16));
	const used = (items: Record<string, number>) =>
		new Map(Object.entries(items).map(([time, count]) => [slotKey("gangnam", Date.parse(`2026-03-02T${time}:00+09:00`)), count]));

	it("are the coming quarters of an hour within its hours", () => {
		expect(texts(slotsOf(undefined, moment))).toEqual(["08:15", "08:30", "08:45"]);
		expect(texts(slotsOf("2026-03-03", moment))).toEqual(["07:00", "07:15"]);
		expect(slotsOf("2026-03-10", moment)).toEqual([]);
		expect(slotsOf("2026-03-01", moment)).toEqual([]);
		expect(() => slotsOf("2026-02-30", moment)).toThrow(expect.objectContaining({ type: "invalid", data: { field: "date" } }));
	});

	it("hold what the store can make at that time of the day, and any order if they are empty", () => {
		const at = (time: string) => Date.parse(`2026-03-02T${time}:00+09:00`);

		expect(isFree(at("08:15"), 2, used({ "08:15": 2 }), moment)).toBe(true);
		expect(isFree(at("08:15"), 3, used({ "08:15": 2 }), moment)).toBe(false);
		expect(isFree(at("08:30"), 1, used({ "08:30": 2 }), moment)).toBe(false);
		expect(isFree(at("08:30"), 9, used({}), moment)).toBe(true);
		expect(isFree(at("08:30"), 99, used({ "08:30": 99 }), { ...moment, store: aStore() })).toBe(true);
	});

	it("lead from a full one to the next that is free, also on another day", () => {
		const full = { "08:15": 4, "08:30": 2, "08:45": 3 };

		expect(texts([nextFreeSlot(at, 1, used(full), moment)])).toEqual(["08:45"]);
		expect(texts([nextFreeSlot(at, 2, used(full), moment)])).toEqual(["07:00"]);
		expect(nextFreeSlot(Date.parse("2026-03-04T00:00:00Z"), 1, used({}), moment)).toBeNull();
	});
});
