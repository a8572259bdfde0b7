import type { CatalogueMessage, CatalogueSnapshot } from "../../../contracts/menu/catalogue.ts";
import type { Category, OptionGroup, ProductSnapshot } from "../../../contracts/menu/items.ts";
import { become, type Decision, ignore, type RulesFor, refuse } from "../../../lib/actor/rules.ts";
import { EMPTY_CATALOGUE, entryOf } from "../../../lib/domain/menu.ts";
import { Invalid, NotFound } from "../../../lib/domain/refusal.ts";
import { CatalogueFull, CategoryInUse, OptionGroupInUse } from "./catalogue.errors.ts";

type Decided = Decision<Catalogue, CatalogueMessage>;

/** The catalogue of the chain: one actor with this id. */
export const CATALOGUE_ID = "catalogue";
export type Catalogue = CatalogueSnapshot;

export type CatalogueCommand =
	| { type: "create"; catalogue?: Catalogue }
	| { type: "putCategory"; category: Category }
	| { type: "removeCategory"; id: string }
	| { type: "putProduct"; product: ProductSnapshot }
	| { type: "archiveProduct"; id: string }
	| { type: "setImage"; id: string; image: string | null }
	| { type: "putOptionGroup"; group: OptionGroup }
	| { type: "removeOptionGroup"; id: string };

/** A message carries the whole catalogue, and NATS takes messages of up to 1 MB. */
const MAX_CHARACTERS = 300_000;

const changed = (catalogue: Catalogue): Decided => become(catalogue, "catalogue.changed");
const enlarged = (catalogue: Catalogue): Decided =>
	JSON.stringify(catalogue).length > MAX_CHARACTERS ? refuse(new CatalogueFull()) : changed(catalogue);

const sold = ({ products }: Catalogue): ProductSnapshot[] => Object.values(products).filter(({ archived }) => !archived);

const without = <Value>(record: Record<string, Value>, id: string): Record<string, Value> => {
	const { [id]: _, ...rest } = record;
	return rest;
};

const putProduct = (catalogue: Catalogue, product: ProductSnapshot): Decided => {
	const { categoryId = null, optionGroupIds = [], productId } = product;
	if (categoryId !== null && !Object.hasOwn(catalogue.categories, categoryId))
		return refuse(new Invalid("categoryId", "There is no such category."));
	const unknown = optionGroupIds.findIndex((id) => !Object.hasOwn(catalogue.optionGroups, id));
	if (unknown >= 0) return refuse(new Invalid(`optionGroupIds[${unknown}]`, "There is no such option group."));
	const image = product.image ?? entryOf(catalogue.products, productId)?.image ?? null;
	return enlarged({ ...catalogue, products: { ...catalogue.products, [productId]: { ...product, image } } });
};

const archiveProduct = (catalogue: Catalogue, id: string): Decided => {
	const product = entryOf(catalogue.products, id);
	if (!product) return refuse(new NotFound("product"));
	if (product.archived) return ignore;
	return changed({ ...catalogue, products: { ...catalogue.products, [id]: { ...product, archived: true } } });
};

const setImage = (catalogue: Catalogue, id: string, image: string | null): Decided => {
	const product = entryOf(catalogue.products, id);
	if (!product) return refuse(new NotFound("product"));
	if ((product.image ?? null) === image) return ignore;
	return changed({ ...catalogue, products: { ...catalogue.products, [id]: { ...product, image } } });
};

/** A customer must be able to choose enough options, and the defaults must be a valid choice. */
const faultOf = ({ max, min, options }: OptionGroup): Invalid | undefined => {
	const repeated = options.findIndex(({ id }, index) => options.findIndex((other) => other.id === id) < index);
	const defaults = options.filter((option) => option.default).length;
	if (repeated >= 0) return new Invalid(`options[${repeated}].id`, "Another option of the group has this id.");
	if (min > max) return new Invalid("min", "It exceeds `max`.");
	if (min > options.length) return new Invalid("min", "It exceeds the number of options.");
	if (defaults > max || (defaults > 0 && defaults < min)) return new Invalid("options", "The default options are not a valid choice.");
	return undefined;
};

const putOptionGroup = (catalogue: Catalogue, group: OptionGroup): Decided => {
	const fault = faultOf(group);
	if (fault) return refuse(fault);
	return enlarged({ ...catalogue, optionGroups: { ...catalogue.optionGroups, [group.id]: group } });
};

const removeCategory = (catalogue: Catalogue, id: string): Decided => {
	if (!Object.hasOwn(catalogue.categories, id)) return refuse(new NotFound("category"));
	if (sold(catalogue).some(({ categoryId }) => categoryId === id)) return refuse(new CategoryInUse(id));
	return changed({ ...catalogue, categories: without(catalogue.categories, id) });
};

const removeOptionGroup = (catalogue: Catalogue, id: string): Decided => {
	if (!Object.hasOwn(catalogue.optionGroups, id)) return refuse(new NotFound("option group"));
	if (sold(catalogue).some(({ optionGroupIds = [] }) => optionGroupIds.includes(id))) return refuse(new OptionGroupInUse(id));
	return changed({ ...catalogue, optionGroups: without(catalogue.optionGroups, id) });
};

export const decide = (found: Catalogue | null, command: CatalogueCommand): Decided => {
	const catalogue = found ?? EMPTY_CATALOGUE;
	switch (command.type) {
		case "create":
			return found ? ignore : changed(command.catalogue ?? catalogue);
		case "putCategory":
			return enlarged({ ...catalogue, categories: { ...catalogue.categories, [command.category.id]: command.category } });
		case "removeCategory":
			return removeCategory(catalogue, command.id);
		case "putProduct":
			return putProduct(catalogue, command.product);
		case "archiveProduct":
			return archiveProduct(catalogue, command.id);
		case "setImage":
			return setImage(catalogue, command.id, command.image);
		case "putOptionGroup":
			return putOptionGroup(catalogue, command.group);
		case "removeOptionGroup":
			return removeOptionGroup(catalogue, command.id);
	}
};

export const catalogueRules: RulesFor<Catalogue, CatalogueCommand, CatalogueMessage> = {
	decide,
	republish: () => ["catalogue.changed"],
};
