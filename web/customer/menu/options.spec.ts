import type { MenuOptionGroup } from "../../../contracts/menu/items.ts";
import { added, type CartLine, changed, priced, quantityOf, without } from "./cart.ts";
import { aMenuItem } from "./menu-fixture.ts";
import { incompleteGroup, initialChoice, mayTake, optionFault, unitPrice, withOption } from "./options.ts";

type Option = MenuOptionGroup["options"][number];
const option = (id: string, price = 0, change: Partial<Option> = {}): Option => ({
	id,
	name: { ko: id, en: id },
	price,
	maxQuantity: 1,
	default: false,
	allergens: [],
	available: true,
	...change,
});
const group = (id: string, min: number, max: number, options: Option[]): MenuOptionGroup => ({
	id,
	name: { ko: id, en: id },
	min,
	max,
	options,
});

const MILK = group("milk", 1, 1, [option("whole", 0, { default: true }), option("oat", 600)]);
const SHOTS = group("shots", 0, 1, [option("extra", 600, { maxQuantity: 3 })]);
const SYRUP = group("syrup", 0, 2, [option("vanilla", 500), option("caramel", 500), option("hazelnut", 500)]);
const GROUPS = [MILK, SHOTS, SYRUP];
const LATTE = aMenuItem("latte", 5_000, { optionGroupIds: ["milk", "shots", "syrup"] });
const MENU = { items: [LATTE], optionGroups: GROUPS };

const choose = (...picks: [MenuOptionGroup, string, number][]) =>
	picks.reduce((chosen, [from, id, quantity]) => withOption(chosen, from, id, quantity), initialChoice(GROUPS));
const OAT = choose([MILK, "oat", 1], [SHOTS, "extra", 2]);

describe("the options of a product", () => {
	it("begin with the defaults of the groups that need a choice", () => {
		expect(initialChoice(GROUPS)).toEqual([{ groupId: "milk", optionId: "whole", quantity: 1 }]);
	});

	it("begin with another option when the default is sold out", () => {
		const soldOut = group("milk", 1, 1, [option("whole", 0, { default: true, available: false }), option("oat", 600)]);

		expect(initialChoice([soldOut])).toEqual([{ groupId: "milk", optionId: "oat", quantity: 1 }]);
		expect(incompleteGroup([], [soldOut])).toBe(soldOut);
	});

	it("replace each other where one is taken, and add up where several are", () => {
		expect(OAT).toEqual([
			{ groupId: "milk", optionId: "oat", quantity: 1 },
			{ groupId: "shots", optionId: "extra", quantity: 2 },
		]);
		expect(withOption(OAT, SHOTS, "extra", 0)).toHaveLength(1);
	});

	it("are limited by their group", () => {
		const full = choose([SYRUP, "vanilla", 1], [SYRUP, "caramel", 1]);

		expect(SYRUP.options.map((one) => mayTake(full, SYRUP, one))).toEqual([true, true, false]);
	});

	it("add to the price of a unit", () => {
		expect([unitPrice(LATTE, initialChoice(GROUPS), GROUPS), unitPrice(LATTE, OAT, GROUPS)]).toEqual([5_000, 6_800]);
	});

	it("count with the defaults where a required group was left out", () => {
		expect(unitPrice(LATTE, [], [group("milk", 1, 1, [option("oat", 600, { default: true })])])).toBe(5_600);
	});

	it.each([
		["are fine", OAT, undefined],
		["are sold out", choose([SYRUP, "hazelnut", 1]), "option_sold_out"],
		["are not offered any more", [{ groupId: "milk", optionId: "goat", quantity: 1 }], "option_gone"],
	] as const)("have the right fault when they %s", (_, chosen, fault) => {
		const groups = [MILK, SHOTS, { ...SYRUP, options: SYRUP.options.map((one) => ({ ...one, available: one.id !== "hazelnut" })) }];

		expect(optionFault([...chosen], groups)).toBe(fault);
	});
});

describe("a cart of products with options", () => {
	const line = (options: CartLine["options"], quantity = 1): CartLine => ({
		productId: "latte",
		name: LATTE.name,
		price: unitPrice(LATTE, options ?? [], GROUPS),
		quantity,
		...(options ? { options } : undefined),
	});

	it("has one line for each choice, in whatever order it was made", () => {
		const cart = [line(OAT), line(OAT.toReversed(), 2), line(initialChoice(GROUPS))].reduce(added, []);

		expect(cart.map(({ quantity }) => quantity)).toEqual([3, 1]);
		expect(quantityOf(cart, "latte")).toBe(4);
		expect(priced(cart, MENU).map(({ chosen, subtotal }) => [chosen.map(({ optionId }) => optionId), subtotal])).toEqual([
			[["oat", "extra"], 20_400],
			[["whole"], 5_000],
		]);
	});

	it("joins a line with another one that it becomes equal to", () => {
		const cart = [line(OAT), line(initialChoice(GROUPS), 2)];

		expect(changed(cart, cart[1]!, line(OAT, 2))).toEqual([line(OAT, 3)]);
		expect(changed(cart, cart[0]!, line(choose([SHOTS, "extra", 1]))).map(({ quantity }) => quantity)).toEqual([1, 2]);
	});

	it("loses the ordered choice only", () => {
		const cart = [line(OAT, 2), line(initialChoice(GROUPS))];

		expect(without(cart, [{ productId: "latte", options: OAT, quantity: 2 }])).toEqual([line(initialChoice(GROUPS))]);
	});

	it("prices a line of an earlier version, which has no options", () => {
		expect(priced([line(undefined)], MENU)).toMatchObject([{ subtotal: 5_000, fault: undefined }]);
	});
});
