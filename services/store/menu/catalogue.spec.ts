import fc from "fast-check";
import type { OptionGroup, ProductSnapshot } from "../../../contracts/menu/items.ts";
import { aCatalogue, anOption } from "../../../test/support/builders/order.ts";
import { type Catalogue, type CatalogueCommand, catalogueRules, decide } from "./catalogue.ts";
import { DEMO_CATALOGUE } from "./demo-catalogue.ts";

const NAME = { ko: "차", en: "Tea" };
const tea = (change: Partial<ProductSnapshot> = {}): CatalogueCommand => ({
	type: "putProduct",
	product: { productId: "tea", name: NAME, price: 4_000, prepSeconds: 60, ...change },
});
const group = (change: Partial<OptionGroup> = {}): CatalogueCommand => ({
	type: "putOptionGroup",
	group: { id: "milk", name: NAME, min: 1, max: 1, options: [anOption("whole", { default: true }), anOption("oat")], ...change },
});
const changed = (catalogue: Catalogue | null, command: CatalogueCommand): Catalogue => {
	const decision = decide(catalogue, command);
	if (decision.kind !== "become") throw new Error(`${command.type} was not accepted: ${JSON.stringify(decision)}`);
	expect(decision.emits).toEqual(["catalogue.changed"]);
	return decision.state;
};
const refusal = (command: CatalogueCommand, catalogue: Catalogue | null = aCatalogue()) => {
	const decision = decide(catalogue, command);
	return decision.kind === "refuse" ? { type: decision.error.type, field: decision.error.data?.field } : decision.kind;
};

describe("the catalogue", () => {
	it("is created once", () => {
		expect(changed(null, { type: "create", catalogue: DEMO_CATALOGUE })).toEqual(DEMO_CATALOGUE);
		expect(decide(DEMO_CATALOGUE, { type: "create" })).toEqual({ kind: "ignore" });
		expect(catalogueRules.republish(DEMO_CATALOGUE)).toEqual(["catalogue.changed"]);
	});

	it("takes products of its categories and option groups only", () => {
		expect(changed(aCatalogue(), tea({ categoryId: "coffee", optionGroupIds: ["size"] })).products.tea).toMatchObject({ price: 4_000 });
		expect(refusal(tea({ categoryId: "soup" }))).toEqual({ type: "invalid", field: "categoryId" });
		expect(refusal(tea({ categoryId: "constructor" }))).toEqual({ type: "invalid", field: "categoryId" });
		expect(refusal(tea({ optionGroupIds: ["size", "straw"] }))).toEqual({ type: "invalid", field: "optionGroupIds[1]" });
	});

	it("keeps the picture of a product that is changed", () => {
		const pictured = changed(aCatalogue(), tea({ image: "/menu/tea.svg" }));

		expect(changed(pictured, tea({ price: 5_000 })).products.tea).toMatchObject({ price: 5_000, image: "/menu/tea.svg" });
	});

	it("archives a product once, and sells it again when it is put back", () => {
		const archived = changed(aCatalogue(), { type: "archiveProduct", id: "latte" });

		expect(archived.products.latte?.archived).toBe(true);
		expect(decide(archived, { type: "archiveProduct", id: "latte" })).toEqual({ kind: "ignore" });
		expect(refusal({ type: "archiveProduct", id: "soup" })).toEqual({ type: "not_found" });
		expect(changed(archived, tea({ productId: "latte" })).products.latte?.archived).toBeUndefined();
	});

	it("removes categories and groups that no product uses", () => {
		const unused = changed(changed(aCatalogue(), { type: "archiveProduct", id: "latte" }), { type: "archiveProduct", id: "croissant" });

		expect(refusal({ type: "removeCategory", id: "coffee" })).toEqual({ type: "category_in_use" });
		expect(refusal({ type: "removeOptionGroup", id: "size" })).toEqual({ type: "option_group_in_use" });
		expect(changed(unused, { type: "removeCategory", id: "coffee" }).categories).toEqual({});
		expect(Object.keys(changed(unused, { type: "removeOptionGroup", id: "size" }).optionGroups)).toEqual(["syrup"]);
		for (const id of ["soup", "constructor"]) {
			expect(refusal({ type: "removeCategory", id })).toEqual({ type: "not_found" });
			expect(refusal({ type: "removeOptionGroup", id })).toEqual({ type: "not_found" });
		}
	});

	it.each<[string, Partial<OptionGroup>, string]>([
		["two options of one id", { options: [anOption("oat"), anOption("whole"), anOption("oat")] }, "options[2].id"],
		["more required than allowed", { min: 2, max: 1 }, "min"],
		["more required than there are", { min: 2, max: 2, options: [anOption("oat")] }, "min"],
		["more defaults than allowed", { options: [anOption("oat", { default: true }), anOption("whole", { default: true })] }, "options"],
		["fewer defaults than required", { min: 2, max: 2, options: [anOption("oat", { default: true }), anOption("whole")] }, "options"],
	])("refuses a group with %s", (_, change, field) => {
		expect(refusal(group(change))).toEqual({ type: "invalid", field });
	});

	it("stays small enough for a message", () => {
		const long = { ko: "가".repeat(500), en: "a".repeat(500) };
		let catalogue = aCatalogue();
		let count = 0;
		for (; count < 1_000; count++) {
			const decision = decide(catalogue, tea({ productId: `tea-${count}`, description: long }));
			if (decision.kind !== "become") break;
			catalogue = decision.state;
		}

		expect(count).toBeGreaterThan(200);
		expect(Buffer.byteLength(JSON.stringify(catalogue))).toBeLessThan(950_000);
		expect(refusal(tea({ productId: `tea-${count}`, description: long }), catalogue)).toEqual({ type: "catalogue_full" });
		expect(changed(catalogue, { type: "archiveProduct", id: "tea-1" }).products["tea-1"]?.archived).toBe(true);
	});

	it("never names a category or group that it does not have, after any commands", () => {
		const someId = fc.constantFrom("coffee", "tea", "size", "milk", "latte");
		const someCommand = fc.oneof(
			fc.record({ categoryId: someId, optionGroupIds: fc.uniqueArray(someId, { maxLength: 2 }), productId: someId }).map(tea),
			someId.map((id) => group({ id })),
			someId.map((id): CatalogueCommand => ({ type: "putCategory", category: { id, name: NAME, position: 1 } })),
			fc
				.tuple(fc.constantFrom("archiveProduct" as const, "removeCategory" as const, "removeOptionGroup" as const), someId)
				.map(([type, id]): CatalogueCommand => ({ type, id })),
		);
		fc.assert(
			fc.property(fc.array(someCommand, { maxLength: 30 }), (commands) => {
				let catalogue = aCatalogue();
				for (const command of commands) {
					const decision = decide(catalogue, command);
					if (decision.kind === "become") catalogue = decision.state;
				}
				for (const { archived, categoryId, optionGroupIds = [] } of Object.values(catalogue.products)) {
					if (archived) continue;
					if (categoryId) expect(Object.keys(catalogue.categories)).toContain(categoryId);
					expect(Object.keys(catalogue.optionGroups)).toEqual(expect.arrayContaining(optionGroupIds));
				}
			}),
		);
	});
});

describe("the demo's catalogue", () => {
	const { categories, optionGroups, products } = DEMO_CATALOGUE;

	it("is one that the rules accept", () => {
		let catalogue: Catalogue = { categories, products: {}, optionGroups: {} };
		for (const group of Object.values(optionGroups)) catalogue = changed(catalogue, { type: "putOptionGroup", group });
		for (const product of Object.values(products)) catalogue = changed(catalogue, { type: "putProduct", product });

		expect(catalogue).toEqual(DEMO_CATALOGUE);
	});

	it("is a café's: five categories and about 25 products, each described in both languages", () => {
		expect(Object.keys(categories)).toHaveLength(5);
		expect(Object.keys(products).length).toBeGreaterThanOrEqual(25);
		expect(Object.keys(products)).toEqual(expect.arrayContaining(["americano", "latte", "mocha", "cold-brew", "croissant"]));
		for (const { description, name } of Object.values(products))
			for (const text of [description, name]) {
				expect(text?.ko).toMatch(/[가-힣]/);
				expect(text?.en).toMatch(/^[\p{Script=Latin}\p{P}\s]+$/u);
			}
	});
});
