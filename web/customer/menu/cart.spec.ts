import type { MenuItem } from "../../../contracts/store.ts";
import { type Cart, countOf, hindranceOf, minutesFor, priced, put, quantityOf, totalOf, type Wish, without } from "./cart.ts";

const item = (productId: string, price: number, change: Partial<MenuItem> = {}): MenuItem => ({
	productId,
	name: { ko: productId, en: productId },
	price,
	prepSeconds: 90,
	available: true,
	...change,
});

const LATTE = item("latte", 5_000);
const MOCHA = item("mocha", 5_500);
const MENU = [LATTE, MOCHA];
const CART: Cart = put(put([], LATTE, 2), MOCHA, 1);

describe("a cart", () => {
	it("counts a product once, however often it is put in", () => {
		const cart = put(CART, LATTE, 3);

		expect(cart.map(({ productId, quantity }) => [productId, quantity])).toEqual([
			["latte", 3],
			["mocha", 1],
		]);
		expect([countOf(cart), quantityOf(cart, "latte"), quantityOf(cart, "tea")]).toEqual([4, 3, 0]);
	});

	it("lets go of what nobody wants any more", () => {
		expect(put(CART, LATTE, 0).map(({ productId }) => productId)).toEqual(["mocha"]);
	});

	it("takes no more of one than an order may have", () => {
		expect(quantityOf(put([], LATTE, 101), "latte")).toBe(100);
	});

	it("costs what the menu says now, and knows what that was before", () => {
		const lines = priced(CART, [item("latte", 5_200), MOCHA]);

		expect(lines.map(({ subtotal, was }) => [subtotal, was])).toEqual([
			[10_400, 5_000],
			[5_500, undefined],
		]);
		expect(totalOf(lines)).toBe(15_900);
	});

	it("says nothing of a price again to whoever has chosen at it", () => {
		const menu = [item("latte", 5_200), MOCHA];

		expect(priced(put(CART, menu[0]!, 3), menu).map(({ was }) => was)).toEqual([undefined, undefined]);
	});

	it("keeps what was put in after its order was sent", () => {
		const left = without(put(CART, LATTE, 3), [
			{ productId: "latte", quantity: 2 },
			{ productId: "mocha", quantity: 1 },
			{ productId: "tea", quantity: 1 },
		]);

		expect(left.map(({ productId, quantity }) => [productId, quantity])).toEqual([["latte", 1]]);
	});

	it("knows what cannot be had", () => {
		const lines = priced(CART, [item("latte", 5_000, { available: false })]);

		expect(lines.map(({ fault }) => fault)).toEqual(["sold_out", "gone"]);
		expect(totalOf(lines)).toBe(0);
	});
});

describe("the time until it is ready", () => {
	it("is the store's queue and then one's own", () => {
		expect(minutesFor(8, CART, MENU)).toBe(13);
	});

	it("is never nothing", () => {
		expect(minutesFor(0, [], MENU)).toBe(1);
	});
});

describe("what stands in the way of an order", () => {
	const fine: Wish = { store: { open: true }, lines: priced(CART, MENU), isDelivered: true, hasDestination: true, hasQuote: true };

	it.each([
		["nothing", {}, undefined],
		["that it is not known whether the store is open", { store: undefined }, undefined],
		["a closed store", { store: { open: false }, lines: [] }, "closed"],
		["an empty cart", { lines: [] }, "empty"],
		["a line that is sold out", { lines: priced(CART, [LATTE]) }, "unavailable"],
		["more lines than an order may have", { lines: Array.from({ length: 51 }, () => fine.lines[0]!) }, "too_many"],
		["a delivery to nowhere", { hasDestination: false, hasQuote: false }, "no_destination"],
		["a delivery whose fee is not known", { hasQuote: false }, "no_quote"],
		["neither of them at a pick-up", { isDelivered: false, hasDestination: false, hasQuote: false }, undefined],
	] as const)("is %s", (_, change, hindrance) => {
		expect(hindranceOf({ ...fine, ...change } as Wish)).toBe(hindrance);
	});
});
