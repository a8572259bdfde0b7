import fc from "fast-check";
import type { CatalogueSnapshot } from "../../../contracts/menu/catalogue.ts";
import type { OptionGroup } from "../../../contracts/menu/items.ts";
import type { RequestedLine } from "../../../contracts/order.ts";
import { aCatalogue, anOption, aStore } from "../../../test/support/builders/order.ts";
import { linesOf } from "./lines.ts";

type Requested = Partial<RequestedLine>;
type Offers = NonNullable<ReturnType<typeof aStore>["offers"]>;

const store = (offers: Offers = {}) => aStore({ products: {}, offers });
const order = (line: Requested, offers?: Offers, catalogue: CatalogueSnapshot = aCatalogue()) =>
	linesOf([{ productId: "latte", quantity: 2, ...line }], store(offers), catalogue)[0]!;
const large = { groupId: "size", optionId: "large" };
const syrup = (optionId: string, quantity?: number) => ({ groupId: "syrup", optionId, ...(quantity ? { quantity } : undefined) });

describe("an ordered product", () => {
	it("costs its price and those of its options, which are frozen with their names", () => {
		const line = order({ options: [large, syrup("vanilla", 2)], note: "뜨겁게" });

		expect(line).toEqual({
			productId: "latte",
			name: { ko: "라떼", en: "Latte" },
			price: 5_000 + 700 + 2 * 500,
			prepSeconds: 90,
			quantity: 2,
			options: [
				{ groupId: "size", optionId: "large", name: { ko: "large", en: "large" }, price: 700, quantity: 1 },
				{ groupId: "syrup", optionId: "vanilla", name: { ko: "vanilla", en: "vanilla" }, price: 500, quantity: 2 },
			],
			allergens: ["milk"],
			note: "뜨겁게",
		});
	});

	it("gets the default options of a required group that is left out, and none of an optional one", () => {
		expect(order({}).options).toEqual([expect.objectContaining({ groupId: "size", optionId: "regular", price: 0 })]);
		expect(order({}).price).toBe(5_000);
	});

	it("lists options in the order of the menu, and one that is named twice once", () => {
		const { options, price } = order({ options: [syrup("caramel"), syrup("vanilla"), syrup("vanilla"), large] });

		expect(options?.map(({ optionId, quantity }) => [optionId, quantity])).toEqual([
			["large", 1],
			["vanilla", 2],
			["caramel", 1],
		]);
		expect(price).toBe(5_000 + 700 + 3 * 500);
	});

	it("costs what the store asks for it", () => {
		const offers = { latte: { price: 6_000, prepSeconds: 5 }, "size:large": { price: 900 } };

		expect(order({ options: [large] }, offers)).toMatchObject({ price: 6_900, prepSeconds: 5 });
	});

	it("is the store's own, if it has one of that name, also while the catalogue is unknown", () => {
		const own = aStore();

		for (const catalogue of [aCatalogue(), null])
			expect(linesOf([{ productId: "latte", quantity: 1 }], own, catalogue)).toEqual([{ ...own.products.latte, quantity: 1 }]);
	});
});

describe("an order is refused for", () => {
	const field = (data: object) => ({ data: expect.objectContaining(data) });
	it.each<[string, Requested, Offers, object]>([
		["an unknown product", { productId: "tea" }, {}, { type: "unknown_product", ...field({ field: "lines[0].productId" }) }],
		["a hidden product", {}, { latte: { hidden: true } }, { type: "unknown_product", ...field({ field: "lines[0].productId" }) }],
		["an archived product", { productId: "mocha" }, {}, { type: "unknown_product", ...field({ field: "lines[0].productId" }) }],
		["a product that is sold out", {}, { latte: { soldOut: true } }, { type: "sold_out", ...field({ field: "lines[0].productId" }) }],
		[
			"an unknown group",
			{ options: [large, { groupId: "beans", optionId: "decaf" }] },
			{},
			{ type: "unknown_option", ...field({ field: "lines[0].options[1].groupId" }) },
		],
		[
			"a group that the product does not have",
			{ productId: "croissant", options: [large] },
			{},
			{ type: "unknown_option", ...field({ field: "lines[0].options[0].groupId" }) },
		],
		[
			"an unknown option",
			{ options: [syrup("maple")] },
			{},
			{ type: "unknown_option", ...field({ field: "lines[0].options[0].optionId" }) },
		],
		[
			"the name of an object property",
			{ options: [{ groupId: "constructor", optionId: "__proto__" }] },
			{},
			{ type: "unknown_option", ...field({ field: "lines[0].options[0].groupId" }) },
		],
		[
			"a hidden option",
			{ options: [large] },
			{ "size:large": { hidden: true } },
			{ type: "unknown_option", ...field({ field: "lines[0].options[0].optionId" }) },
		],
		[
			"an option that is sold out",
			{ options: [syrup("vanilla"), large] },
			{ "size:large": { soldOut: true } },
			{ type: "sold_out", ...field({ field: "lines[0].options[1].optionId" }) },
		],
		[
			"two options where one may be chosen",
			{ options: [large, { groupId: "size", optionId: "regular" }] },
			{},
			{ type: "too_many_options", ...field({ field: "lines[0].options[1].optionId", groupId: "size" }) },
		],
		[
			"more of an option than allowed",
			{ options: [syrup("vanilla", 3)] },
			{},
			{ type: "too_many_options", ...field({ field: "lines[0].options[0].quantity", groupId: "syrup" }) },
		],
		[
			"more of an option than allowed in two places",
			{ options: [syrup("vanilla", 2), syrup("vanilla")] },
			{},
			{ type: "too_many_options", ...field({ field: "lines[0].options[1].quantity" }) },
		],
		[
			"a required choice whose default is sold out",
			{},
			{ "size:regular": { soldOut: true } },
			{ type: "option_required", ...field({ field: "lines[0].options", groupId: "size" }) },
		],
	])("%s", (_, line, offers, expected) => {
		expect(() => order(line, offers)).toThrow(expect.objectContaining(expected));
	});

	it("a product of the catalogue while it is unknown, as a temporary failure", () => {
		expect(() => linesOf([{ productId: "latte", quantity: 1 }], store(), null)).toThrow(
			expect.objectContaining({ type: "unavailable", code: 503 }),
		);
	});
});

describe("any choice of options", () => {
	const someGroup = (id: string): fc.Arbitrary<OptionGroup> =>
		fc
			.record({
				max: fc.integer({ min: 1, max: 3 }),
				min: fc.integer({ min: 0, max: 3 }),
				options: fc.array(fc.record({ price: fc.nat(2_000), maxQuantity: fc.integer({ min: 1, max: 3 }), default: fc.boolean() }), {
					minLength: 1,
					maxLength: 4,
				}),
			})
			.map(({ max, min, options }) => ({
				id,
				name: { ko: id, en: id },
				min: Math.min(min, max, options.length),
				max,
				options: options.map((option, index) => anOption(`o${index}`, option)),
			}));
	const someCatalogue = fc.tuple(someGroup("g0"), someGroup("g1")).map((groups) => aCatalogue(groups));
	const someItem = fc.constantFrom(...["g0", "g1"].flatMap((group) => [0, 1, 2, 3].map((option) => `${group}:o${option}`)));
	const someOffers = fc.dictionary(
		someItem,
		fc.record({ hidden: fc.boolean(), soldOut: fc.boolean(), price: fc.nat(3_000) }, { requiredKeys: [] }),
		{ maxKeys: 4 },
	);
	const someOptions = fc.array(
		fc.record(
			{
				groupId: fc.constantFrom("g0", "g1", "g2", "__proto__"),
				optionId: fc.constantFrom("o0", "o1", "o2", "o3", "constructor"),
				quantity: fc.integer({ min: 1, max: 4 }),
			},
			{ requiredKeys: ["groupId", "optionId"] },
		),
		{ maxLength: 5 },
	);

	/** What the menu allows, worked out from the totals instead of step by step. */
	const isValid = (catalogue: CatalogueSnapshot, offers: Offers, options: NonNullable<RequestedLine["options"]>): boolean => {
		const groups = ["g0", "g1"].map((id) => catalogue.optionGroups[id]!);
		const known = options.every(({ groupId, optionId }) => {
			const offer = Object.hasOwn(offers, `${groupId}:${optionId}`) ? offers[`${groupId}:${optionId}`] : undefined;
			const option = groups.find(({ id }) => id === groupId)?.options.find(({ id }) => id === optionId);
			return option !== undefined && !offer?.hidden && !offer?.soldOut;
		});
		return (
			known &&
			groups.every(({ id, max, min, options: offered }) => {
				const own = options.filter(({ groupId }) => groupId === id);
				const totals = Map.groupBy(own, ({ optionId }) => optionId);
				const isWithinLimits = [...totals].every(([optionId, chosen]) => {
					const total = chosen.reduce((sum, { quantity = 1 }) => sum + quantity, 0);
					return total <= offered.find((option) => option.id === optionId)!.maxQuantity;
				});
				const defaults = offered.filter((option) => {
					const offer = offers[`${id}:${option.id}`];
					return option.default && !offer?.hidden && !offer?.soldOut;
				});
				const count = own.length === 0 && min > 0 ? defaults.length : totals.size;
				return isWithinLimits && totals.size <= max && count >= min;
			})
		);
	};

	it("is priced if the menu allows it, and refused with its field otherwise", () => {
		fc.assert(
			fc.property(someCatalogue, someOffers, someOptions, (catalogue, offers, options) => {
				const place = () => order({ options }, offers, catalogue);
				if (!isValid(catalogue, offers, options)) {
					expect(place).toThrow(
						expect.objectContaining({ code: 422, data: expect.objectContaining({ field: expect.stringMatching(/^lines\[0\]\.options/) }) }),
					);
					return;
				}
				const line = place();
				const added = (line.options ?? []).reduce((sum, { price, quantity }) => sum + price * quantity, 0);
				expect(line.price).toBe(5_000 + added);
				expect(added).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 500 },
		);
	});
});
