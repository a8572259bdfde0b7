import type { CatalogueSnapshot } from "../../contracts/menu/catalogue.ts";
import type { Category, Menu, MenuItem, MenuOptionGroup, OfferSnapshot, ProductSnapshot } from "../../contracts/menu/items.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";

/** What one store sells: the catalogue, its own products and its offers. */
export interface Assortment {
	catalogue: CatalogueSnapshot;
	store: Pick<StoreSnapshot, "products" | "offers">;
	/** Products and options without stock. */
	soldOut: readonly string[];
}

export const EMPTY_CATALOGUE: CatalogueSnapshot = { categories: {}, products: {}, optionGroups: {} };

/** Names an option where products and options share a namespace: in offers and in stock. */
export const optionItem = (groupId: string, optionId: string): string => `${groupId}:${optionId}`;

/** An id may be the name of an object's property, such as `constructor`. */
export const entryOf = <Value>(record: Record<string, Value> = {}, id: string): Value | undefined =>
	Object.hasOwn(record, id) ? record[id] : undefined;

const offerOf = ({ store }: Assortment, itemId: string): OfferSnapshot => entryOf(store.offers, itemId) ?? {};

export const isSoldOut = (assortment: Assortment, itemId: string): boolean =>
	offerOf(assortment, itemId).soldOut === true || assortment.soldOut.includes(itemId);

/** A product in effect at the store; undefined if the store does not sell it. */
export const soldProduct = (assortment: Assortment, productId: string): ProductSnapshot | undefined => {
	const product = entryOf(assortment.store.products, productId) ?? entryOf(assortment.catalogue.products, productId);
	const { hidden, price, prepSeconds } = offerOf(assortment, productId);
	if (!product || product.archived || hidden) return undefined;
	return { ...product, price: price ?? product.price, prepSeconds: prepSeconds ?? product.prepSeconds };
};

/** The options of a group in effect at the store; undefined if there is no such group. */
export const soldGroup = (assortment: Assortment, groupId: string): MenuOptionGroup | undefined => {
	const group = entryOf(assortment.catalogue.optionGroups, groupId);
	if (!group) return undefined;
	const options = group.options.flatMap((option) => {
		const item = optionItem(groupId, option.id);
		const { hidden, price } = offerOf(assortment, item);
		return hidden ? [] : [{ ...option, price: price ?? option.price, available: !isSoldOut(assortment, item) }];
	});
	return { ...group, options };
};

/** A product in the API. Products of earlier versions have a name, a price and a preparation time only. */
export const describedProduct = (product: ProductSnapshot): Omit<MenuItem, "available"> => ({
	productId: product.productId,
	name: product.name,
	description: product.description ?? null,
	categoryId: product.categoryId ?? null,
	price: product.price,
	prepSeconds: product.prepSeconds,
	image: product.image ?? null,
	allergens: product.allergens ?? [],
	kcal: product.kcal ?? null,
	caffeineMg: product.caffeineMg ?? null,
	optionGroupIds: product.optionGroupIds ?? [],
});

const canChoose = ({ min, options }: MenuOptionGroup): boolean => options.filter(({ available }) => available).length >= min;

const itemOf = (product: ProductSnapshot, assortment: Assortment, groupOf: (id: string) => MenuOptionGroup | undefined): MenuItem => {
	const item = describedProduct(product);
	const groups = item.optionGroupIds.map(groupOf).filter((group) => group !== undefined);
	return {
		...item,
		categoryId: item.categoryId !== null && Object.hasOwn(assortment.catalogue.categories, item.categoryId) ? item.categoryId : null,
		optionGroupIds: groups.map(({ id }) => id),
		available: !isSoldOut(assortment, product.productId) && groups.every(canChoose),
	};
};

/** An item as the menu shows it; undefined if the store does not sell it. It is unavailable if a required option is. */
export const menuItem = (assortment: Assortment, productId: string): MenuItem | undefined => {
	const product = soldProduct(assortment, productId);
	return product && itemOf(product, assortment, (id) => soldGroup(assortment, id));
};

export const inPosition = <Item extends { position?: number }>(items: Item[]): Item[] =>
	items.toSorted((one, other) => (one.position ?? 0) - (other.position ?? 0));

const byCategory = (products: ProductSnapshot[], categories: Category[]): ProductSnapshot[] => {
	const ranks = new Map(categories.map(({ id }, rank) => [id, rank]));
	const rankOf = ({ categoryId }: ProductSnapshot) => ranks.get(categoryId ?? "") ?? categories.length;
	return inPosition(products).sort((one, other) => rankOf(one) - rankOf(other));
};

export const menuOf = (assortment: Assortment): Omit<Menu, "version"> => {
	const { catalogue, store } = assortment;
	const categories = inPosition(Object.values(catalogue.categories));
	const groups = new Map(Object.keys(catalogue.optionGroups).map((id) => [id, soldGroup(assortment, id)!]));
	const ids = new Set([...Object.keys(catalogue.products), ...Object.keys(store.products)]);
	const sold = [...ids].map((id) => soldProduct(assortment, id)).filter((product) => product !== undefined);
	const items = byCategory(sold, categories).map((product) => itemOf(product, assortment, (id) => groups.get(id)));
	const used = new Set(items.flatMap(({ optionGroupIds }) => optionGroupIds));
	const filled = new Set(items.map(({ categoryId }) => categoryId));
	return {
		categories: categories.filter(({ id }) => filled.has(id)),
		items,
		optionGroups: [...groups.values()].filter(({ id }) => used.has(id)),
	};
};
