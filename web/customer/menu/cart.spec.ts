import type { MenuItem } from "../../../contracts/menu/items.ts";
import {
	blockerOf,
	type Cart,
	type CheckoutState,
	countOf,
	minutesFor,
	priced,
	quantityOf,
	totalOf,
	without,
	withQuantity,
} from "./cart.ts";
import { aMenuItem } from "./menu-fixture.ts";

const LATTE = aMenuItem("latte", 5_000);
const MOCHA = aMenuItem("mocha", 5_500);
const sold = (...items: MenuItem[]) => ({ items, optionGroups: [] });
const MENU = sold(LATTE, MOCHA);
const CART: Cart = withQuantity(withQuantity([], LATTE, 2), MOCHA, 1);

describe("a cart", () => {
	it("has one line per product without options", () => {
		const cart = withQuantity(CART, LATTE, 3);

		expect(cart.map(({ productId, quantity }) => [productId, quantity])).toEqual([
			["latte", 3],
			["mocha", 1],
		]);
		expect([countOf(cart), quantityOf(cart, "latte"), quantityOf(cart, "tea")]).toEqual([4, 3, 0]);
	});

	it("drops a line whose quantity is zero", () => {
		expect(withQuantity(CART, LATTE, 0).map(({ productId }) => productId)).toEqual(["mocha"]);
	});

	it("limits the quantity of a product", () => {
		expect(quantityOf(withQuantity([], LATTE, 101), "latte")).toBe(100);
	});

	it("uses the menu's current prices and keeps the previous ones", () => {
		const lines = priced(CART, sold(aMenuItem("latte", 5_200), MOCHA));

		expect(lines.map(({ subtotal, previousPrice }) => [subtotal, previousPrice])).toEqual([
			[10_400, 5_000],
			[5_500, undefined],
		]);
		expect(totalOf(lines)).toBe(15_900);
	});

	it("has no previous price after a change of quantity at the current one", () => {
		const menu = sold(aMenuItem("latte", 5_200), MOCHA);

		expect(priced(withQuantity(CART, menu.items[0]!, 3), menu).map(({ previousPrice }) => previousPrice)).toEqual([undefined, undefined]);
	});

	it("keeps items added after the order was sent", () => {
		const left = without(withQuantity(CART, LATTE, 3), [
			{ productId: "latte", quantity: 2 },
			{ productId: "mocha", quantity: 1 },
			{ productId: "tea", quantity: 1 },
		]);

		expect(left.map(({ productId, quantity }) => [productId, quantity])).toEqual([["latte", 1]]);
	});

	it("marks unavailable lines", () => {
		const lines = priced(CART, sold(aMenuItem("latte", 5_000, { available: false })));

		expect(lines.map(({ fault }) => fault)).toEqual(["sold_out", "gone"]);
		expect(totalOf(lines)).toBe(0);
	});
});

describe("the estimated wait", () => {
	it("is the store's queue plus the cart's own preparation", () => {
		expect(minutesFor(8, CART, MENU.items)).toBe(13);
	});

	it("is at least one minute", () => {
		expect(minutesFor(0, [], MENU.items)).toBe(1);
	});
});

describe("the reason why a cart cannot be ordered", () => {
	const fine: CheckoutState = {
		store: { openNow: true },
		lines: priced(CART, MENU),
		isDelivered: true,
		hasDestination: true,
		hasQuote: true,
	};

	it.each([
		["absent for a complete cart", {}, undefined],
		["absent while the store is not loaded", { store: undefined }, undefined],
		["a closed store", { store: { openNow: false }, lines: [] }, "closed"],
		[
			"absent for an order that is scheduled while the store is closed",
			{ store: { openNow: false }, at: "2026-12-01T00:00:00.000Z" },
			undefined,
		],
		["a scheduled order without a time", { at: "" }, "no_time"],
		["an empty cart", { lines: [] }, "empty"],
		["a line that is sold out", { lines: priced(CART, sold(LATTE)) }, "unavailable"],
		["more lines than an order may have", { lines: Array.from({ length: 51 }, () => fine.lines[0]!) }, "too_many"],
		["a delivery without a destination", { hasDestination: false, hasQuote: false }, "no_destination"],
		["a delivery without a quote", { hasQuote: false }, "no_quote"],
		["absent for a pickup without destination and quote", { isDelivered: false, hasDestination: false, hasQuote: false }, undefined],
	] as const)("is %s", (_, change, blocker) => {
		expect(blockerOf({ ...fine, ...change } as CheckoutState)).toBe(blocker);
	});
});
