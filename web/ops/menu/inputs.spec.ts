import { EMPTY_OPTION, groupDraft, groupInputOf, productDraft, productInput, productInputOf } from "./inputs.ts";
import { fittingSize } from "./picture.ts";

const LATTE = {
	productId: "latte",
	name: { ko: "라떼", en: "Latte" },
	description: { ko: "부드러운 라떼", en: "Smooth" },
	categoryId: "coffee",
	price: 5_000,
	prepSeconds: 90,
	image: null,
	allergens: ["milk" as const],
	kcal: 180,
	caffeineMg: null,
	optionGroupIds: ["milk"],
	position: 2,
	archived: true,
};

describe("the form of a product", () => {
	it("sends what it was filled with", () => {
		const { archived, image, productId, ...input } = LATTE;

		expect(productInput(LATTE)).toEqual(input);
	});

	it("sends no description, category or figures that were left empty", () => {
		const draft = { ...productDraft(), ko: " 물 ", en: "Water", price: "0" };

		expect(productInputOf(draft)).toMatchObject({
			name: { ko: "물", en: "Water" },
			description: null,
			categoryId: null,
			kcal: null,
			price: 0,
		});
	});

	it("sends what is no number as it was typed, so that the server names the field", () => {
		expect(productInputOf({ ...productDraft(), price: "많이", prepSeconds: "" })).toMatchObject({ price: "많이", prepSeconds: "" });
	});
});

describe("the form of an option group", () => {
	it("sends what it was filled with", () => {
		const option = { id: "oat", name: { ko: "귀리 우유", en: "Oat milk" }, price: 600, maxQuantity: 1, default: false, allergens: [] };
		const group = { id: "milk", name: { ko: "우유", en: "Milk" }, min: 1, max: 1, options: [option] };

		expect({ id: "milk", ...groupInputOf(groupDraft(group)) }).toEqual(group);
	});

	it("begins with one option that is not filled in", () => {
		expect(groupDraft().options).toEqual([EMPTY_OPTION]);
	});
});

describe("the picture of a product", () => {
	it.each([
		[4032, 3024, 1024, 768],
		[600, 800, 600, 800],
		[10_000, 3, 1024, 1],
	])("of %i by %i pixels is sent with %i by %i", (width, height, sentWidth, sentHeight) => {
		expect(fittingSize(width, height)).toEqual({ width: sentWidth, height: sentHeight });
	});
});
