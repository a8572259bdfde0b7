import { aCatalogue, aStore } from "../../test/support/builders/order.ts";
import { EMPTY_CATALOGUE, menuItem, menuOf } from "./menu.ts";

type Offers = NonNullable<ReturnType<typeof aStore>["offers"]>;
const menu = (offers: Offers = {}, soldOut: string[] = [], products = {}) =>
	menuOf({ catalogue: aCatalogue(), store: { products, offers }, soldOut });
const latte = (...input: Parameters<typeof menu>) => menu(...input).items.find(({ productId }) => productId === "latte");
const size = (...input: Parameters<typeof menu>) => menu(...input).optionGroups.find(({ id }) => id === "size")?.options;

describe("a store's menu", () => {
	it("is the catalogue, without archived products", () => {
		const { categories, items, optionGroups } = menu();

		expect(categories.map(({ id }) => id)).toEqual(["coffee"]);
		expect(items.map(({ productId }) => productId)).toEqual(["latte", "croissant"]);
		expect(items[0]).toEqual({
			productId: "latte",
			name: { ko: "라떼", en: "Latte" },
			description: null,
			categoryId: "coffee",
			price: 5_000,
			prepSeconds: 90,
			image: null,
			allergens: ["milk"],
			kcal: null,
			caffeineMg: null,
			optionGroupIds: ["size", "syrup"],
			available: true,
		});
		expect(optionGroups.map(({ id }) => id)).toEqual(["size", "syrup"]);
	});

	it("hides, reprices and sells out what the store says", () => {
		expect(latte({ latte: { hidden: true } })).toBeUndefined();
		expect(latte({ latte: { price: 0, prepSeconds: 0 } })).toMatchObject({ price: 0, prepSeconds: 0, available: true });
		expect(latte({ latte: { soldOut: true } })).toMatchObject({ available: false });
		expect(size({ "size:large": { hidden: true } })?.map(({ id }) => id)).toEqual(["regular"]);
		expect(size({ "size:large": { price: 0, soldOut: true } })).toContainEqual(
			expect.objectContaining({ id: "large", price: 0, available: false }),
		);
	});

	it("shows what is out of stock, products and options", () => {
		expect(latte({}, ["latte"])).toMatchObject({ available: false });
		expect(size({}, ["size:large"])?.map(({ available }) => available)).toEqual([true, false]);
		expect(latte({}, ["size:large"])).toMatchObject({ available: true });
	});

	it("shows a product as sold out if nothing is left of what it needs", () => {
		expect(latte({ "size:regular": { soldOut: true } }, ["size:large"])).toMatchObject({ available: false });
		expect(latte({ "size:regular": { hidden: true }, "size:large": { hidden: true } })).toMatchObject({ available: false });
		expect(latte({}, ["syrup:vanilla", "syrup:caramel", "syrup:hazelnut"])).toMatchObject({ available: true });
	});

	it("has the store's own products, last where they have no category, in place of the catalogue's", () => {
		const own = { productId: "latte", name: { ko: "우리 라떼", en: "Our latte" }, price: 1, prepSeconds: 1 };
		const soup = { ...own, productId: "soup", categoryId: "soups" };

		const { items } = menu({}, [], { soup, latte: own });

		expect(items.map(({ categoryId, price, productId }) => [productId, price, categoryId])).toEqual([
			["croissant", 5_000, "coffee"],
			["latte", 1, null],
			["soup", 1, null],
		]);
	});

	it("of a store of an earlier version has its own products only, and no properties of objects", () => {
		const { offers: _, ...store } = aStore();

		expect(menuOf({ catalogue: EMPTY_CATALOGUE, store, soldOut: [] }).items).toEqual([
			expect.objectContaining({ productId: "latte", optionGroupIds: [], allergens: [] }),
		]);
		expect(menuItem({ catalogue: aCatalogue(), store, soldOut: [] }, "constructor")).toBeUndefined();
	});
});
