import type { CatalogueProduct, Catalogue as CatalogueView } from "../../../contracts/menu/catalogue.ts";
import type { OptionGroup, OptionGroupInput, ProductInput, ProductSnapshot } from "../../../contracts/menu/items.ts";
import { describedProduct, inPosition } from "../../../lib/domain/menu.ts";
import type { ActorDocument } from "../../../lib/storage/actor-store.ts";
import type { Catalogue } from "./catalogue.ts";

export const showProduct = (product: ProductSnapshot): CatalogueProduct => ({
	...describedProduct(product),
	position: product.position ?? 0,
	archived: product.archived ?? false,
});

/** The catalogue as the API shows it. */
export const show = ({ state, version }: Pick<ActorDocument<Catalogue>, "state" | "version">): CatalogueView => ({
	categories: inPosition(Object.values(state.categories)),
	products: inPosition(Object.values(state.products)).map(showProduct),
	optionGroups: Object.values(state.optionGroups),
	version,
});

/** A product from its input. What is left out is not stored. */
export const productFrom = (input: ProductInput & { productId: string }): ProductSnapshot => {
	const { productId, name, price, prepSeconds, description, categoryId, allergens, kcal, caffeineMg, optionGroupIds, position } = input;
	const described = { description, categoryId, allergens, kcal, caffeineMg, optionGroupIds, position };
	const given = Object.fromEntries(Object.entries(described).filter(([, value]) => value !== undefined)) as Partial<ProductSnapshot>;
	return { productId, name, price, prepSeconds, ...given };
};

export const groupFrom = ({ groupId: id, max, min, name, options }: OptionGroupInput & { groupId: string }): OptionGroup => ({
	id,
	name,
	min,
	max,
	options: options.map((option) => ({ maxQuantity: 1, default: false, allergens: [], ...option })),
});
