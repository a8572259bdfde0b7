import type { CatalogueSnapshot } from "../../../contracts/menu/catalogue.ts";
import type { MenuOptionGroup } from "../../../contracts/menu/items.ts";
import type { Allergen, Line, LineOption } from "../../../contracts/notation/common.ts";
import type { RequestedLine } from "../../../contracts/order.ts";
import type { StoreSnapshot } from "../../../contracts/store.ts";
import { type Assortment, EMPTY_CATALOGUE, entryOf, isSoldOut, optionItem, soldGroup, soldProduct } from "../../../lib/domain/menu.ts";
import {
	CatalogueUnavailable,
	OptionRequired,
	SoldOut,
	TooManyItems,
	TooManyOptions,
	UnknownOption,
	UnknownProduct,
} from "../order.errors.ts";

type RequestedOption = NonNullable<RequestedLine["options"]>[number];
type Option = MenuOptionGroup["options"][number];
/** How many of each option of a group were chosen. */
type Choice = Map<Option, number>;

export interface Quantities {
	itemsPerOrder: number;
	itemsPerProduct: number;
}

const add = (choice: Choice, group: MenuOptionGroup, { optionId, quantity = 1 }: RequestedOption, field: string): void => {
	const option = group.options.find(({ id }) => id === optionId);
	if (!option) throw new UnknownOption(optionItem(group.id, optionId), `${field}.optionId`);
	if (!option.available) throw new SoldOut(optionItem(group.id, optionId), `${field}.optionId`);
	const total = (choice.get(option) ?? 0) + quantity;
	if (total > option.maxQuantity) throw new TooManyOptions(group.id, `${field}.quantity`);
	choice.set(option, total);
	if (choice.size > group.max) throw new TooManyOptions(group.id, `${field}.optionId`);
};

/** A required group that the customer left out gets its default options, if all of them are available. */
const withDefaults = (choice: Choice, { id, min, options }: MenuOptionGroup, field: string): Choice => {
	const isLeftOut = choice.size === 0 && min > 0;
	const defaults = isLeftOut ? options.filter((option) => option.default && option.available) : [];
	const complete = isLeftOut ? new Map(defaults.map((option) => [option, 1])) : choice;
	if (complete.size < min) throw new OptionRequired(id, field);
	return complete;
};

/** In the order of the menu, so that equal drinks read the same on every ticket. */
const frozen = (choice: Choice, { id, options }: MenuOptionGroup): LineOption[] =>
	options
		.filter((option) => choice.has(option))
		.map((option) => ({ groupId: id, optionId: option.id, name: option.name, price: option.price, quantity: choice.get(option)! }));

const chooseOptions = (groups: MenuOptionGroup[], requested: RequestedOption[], field: string): Map<MenuOptionGroup, Choice> => {
	const choices = new Map(groups.map((group) => [group, new Map() as Choice]));
	for (const [index, option] of requested.entries()) {
		const group = groups.find(({ id }) => id === option.groupId);
		if (!group) throw new UnknownOption(option.groupId, `${field}[${index}].groupId`);
		add(choices.get(group)!, group, option, `${field}[${index}]`);
	}
	return new Map([...choices].map(([group, choice]) => [group, withDefaults(choice, group, field)]));
};

const lineOf = ({ note, options = [], productId, quantity }: RequestedLine, field: string, assortment: Assortment): Line => {
	const product = soldProduct(assortment, productId);
	if (!product) throw new UnknownProduct(productId, `${field}.productId`);
	if (isSoldOut(assortment, productId)) throw new SoldOut(productId, `${field}.productId`);
	const groups = (product.optionGroupIds ?? []).map((id) => soldGroup(assortment, id)).filter((group) => group !== undefined);
	const choices = [...chooseOptions(groups, options, `${field}.options`)];
	const chosen = choices.flatMap(([group, choice]) => frozen(choice, group));
	const contained = choices.flatMap(([, choice]) => [...choice.keys()].flatMap((option) => option.allergens));
	const allergens = [...new Set<Allergen>([...(product.allergens ?? []), ...contained])];
	return {
		productId,
		name: product.name,
		price: chosen.reduce((sum, option) => sum + option.price * option.quantity, product.price),
		prepSeconds: product.prepSeconds,
		quantity,
		...(chosen.length > 0 ? { options: chosen } : undefined),
		...(allergens.length > 0 ? { allergens } : undefined),
		...(note === undefined ? undefined : { note }),
	};
};

/** One order must not take a store's whole stock. A product counts over all lines that name it. */
export const checkQuantities = (requested: RequestedLine[], { itemsPerOrder, itemsPerProduct }: Quantities): void => {
	const ofProduct = new Map<string, number>();
	let all = 0;
	for (const [index, { productId, quantity }] of requested.entries()) {
		const total = (ofProduct.get(productId) ?? 0) + quantity;
		ofProduct.set(productId, total);
		all += quantity;
		const field = `lines[${index}].quantity`;
		if (total > itemsPerProduct) throw new TooManyItems(itemsPerProduct, field);
		if (all > itemsPerOrder) throw new TooManyItems(itemsPerOrder, field);
	}
};

/** Copies names, prices and preparation times, so that later changes of the menu do not affect the order. */
export const linesOf = (
	requested: RequestedLine[],
	store: Pick<StoreSnapshot, "products" | "offers">,
	catalogue: CatalogueSnapshot | null,
): Line[] => {
	if (!catalogue && requested.some(({ productId }) => !entryOf(store.products, productId))) throw new CatalogueUnavailable();
	const assortment = { store, catalogue: catalogue ?? EMPTY_CATALOGUE, soldOut: [] };
	return requested.map((line, index) => lineOf(line, `lines[${index}]`, assortment));
};
