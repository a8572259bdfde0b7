import { Allergen, productFields, Text } from "../notation/common.ts";
import { named, nullable, slug, text } from "../notation/fields.ts";
import Type, { type Static } from "../notation/schema.ts";

/** What a menu consists of. The catalogue and the stores share these. */

/** User input of a name in both languages. */
export const names = Type.Object({ ko: text(100), en: text(100) });

const categoryFields = { id: Type.String(), name: Text, position: Type.Integer() };
export const Category = named("Category", categoryFields);
export type Category = Static<typeof Category>;

const optionFields = {
	id: Type.String(),
	name: Text,
	price: Type.Integer({ description: "Added to the product's price for each unit." }),
	maxQuantity: Type.Integer(),
	default: Type.Boolean({ description: "Taken if an order leaves out a group that needs a choice." }),
	allergens: Type.Array(Allergen),
};
const groupFields = {
	id: Type.String(),
	name: Text,
	min: Type.Integer({ description: "How many different options must be chosen." }),
	max: Type.Integer({ description: "How many different options may be chosen." }),
};

/** Options that several products share, such as kinds of milk. */
export const OptionGroup = named("OptionGroup", { ...groupFields, options: Type.Array(Type.Object(optionFields)) });
export type OptionGroup = Static<typeof OptionGroup>;

/** A product as it is stored. Products of earlier versions have the first four fields only. */
export const ProductSnapshot = Type.Object({
	...productFields,
	description: Type.Optional(nullable(Text)),
	categoryId: Type.Optional(nullable(Type.String())),
	image: Type.Optional(nullable(Type.String())),
	allergens: Type.Optional(Type.Array(Allergen)),
	kcal: Type.Optional(nullable(Type.Integer())),
	caffeineMg: Type.Optional(nullable(Type.Integer())),
	optionGroupIds: Type.Optional(Type.Array(Type.String())),
	position: Type.Optional(Type.Integer()),
	archived: Type.Optional(Type.Boolean()),
});
export type ProductSnapshot = Static<typeof ProductSnapshot>;

/** A product in the API. */
export const describedProductFields = {
	...productFields,
	description: nullable(Text),
	categoryId: nullable(Type.String()),
	image: nullable(Type.String({ description: "The path of its picture." })),
	allergens: Type.Array(Allergen),
	kcal: nullable(Type.Integer()),
	caffeineMg: nullable(Type.Integer()),
	optionGroupIds: Type.Array(Type.String()),
};

/** User input of a product. Its picture is set separately. */
export const productInput = {
	name: names,
	price: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
	prepSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
	description: Type.Optional(nullable(Type.Object({ ko: text(500), en: text(500) }))),
	categoryId: Type.Optional(nullable(slug)),
	allergens: Type.Optional(Type.Array(Allergen, { maxItems: 30, uniqueItems: true })),
	kcal: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 10_000 }))),
	caffeineMg: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 5_000 }))),
	optionGroupIds: Type.Optional(Type.Array(slug, { maxItems: 20, uniqueItems: true })),
	position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
};
const ProductInput = Type.Object(productInput);
export type ProductInput = Static<typeof ProductInput>;

export const optionGroupInput = {
	name: names,
	min: Type.Integer({ minimum: 0, maximum: 50 }),
	max: Type.Integer({ minimum: 1, maximum: 50 }),
	options: Type.Array(
		Type.Object({
			id: slug,
			name: names,
			price: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
			maxQuantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
			default: Type.Optional(Type.Boolean()),
			allergens: Type.Optional(Type.Array(Allergen, { maxItems: 30, uniqueItems: true })),
		}),
		{ minItems: 1, maxItems: 50 },
	),
};
const OptionGroupInput = Type.Object(optionGroupInput);
export type OptionGroupInput = Static<typeof OptionGroupInput>;

const menuItemFields = { ...describedProductFields, available: Type.Boolean() };
/** A product as a store sells it. */
export const MenuItem = named("MenuItem", menuItemFields);
export type MenuItem = Static<typeof MenuItem>;

/** An option group as a store sells it, without the options that it does not offer. */
export const MenuOptionGroup = named("MenuOptionGroup", {
	...groupFields,
	options: Type.Array(Type.Object({ ...optionFields, available: Type.Boolean() })),
});
export type MenuOptionGroup = Static<typeof MenuOptionGroup>;

export const Menu = named("Menu", {
	categories: Type.Array(Category, { description: "Those with items, in order." }),
	items: Type.Array(MenuItem, { description: "In the order of their categories." }),
	optionGroups: Type.Array(MenuOptionGroup, { description: "The groups that `optionGroupIds` of the items name." }),
	version: Type.Integer(),
});
export type Menu = Static<typeof Menu>;

/** A product of one store in the API. */
export const Product = named("Product", { ...menuItemFields, version: Type.Integer() });
export type Product = Static<typeof Product>;

const differences = { hidden: Type.Boolean(), soldOut: Type.Boolean() };
/** What a store does differently from the catalogue, for a product or an option. */
export const OfferSnapshot = Type.Object({
	hidden: Type.Optional(differences.hidden),
	soldOut: Type.Optional(differences.soldOut),
	price: Type.Optional(Type.Integer()),
	prepSeconds: Type.Optional(Type.Integer()),
});
export type OfferSnapshot = Static<typeof OfferSnapshot>;

export const offerFields = {
	itemId: Type.String({ description: "A product, `latte`, or an option, `milk:oat`." }),
	...differences,
	price: nullable(Type.Integer(), { description: "Null: the price of the catalogue." }),
	prepSeconds: nullable(Type.Integer(), { description: "Null: the time of the catalogue." }),
};
export const Offer = named("Offer", offerFields);
export type Offer = Static<typeof Offer>;

export const OfferChange = Type.Object({
	hidden: Type.Optional(Type.Boolean()),
	soldOut: Type.Optional(Type.Boolean()),
	price: Type.Optional(nullable(productInput.price)),
	prepSeconds: Type.Optional(nullable(productInput.prepSeconds)),
});
export type OfferChange = Static<typeof OfferChange>;
