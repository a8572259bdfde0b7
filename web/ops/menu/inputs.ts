import type { CatalogueProduct } from "../../../contracts/menu/catalogue.ts";
import type { Category, OptionGroup, OptionGroupInput, ProductInput } from "../../../contracts/menu/items.ts";
import type { Allergen } from "../../../contracts/notation/common.ts";

/** What is typed into the form of a product. */
export interface ProductDraft {
	id: string;
	ko: string;
	en: string;
	descriptionKo: string;
	descriptionEn: string;
	categoryId: string;
	price: string;
	prepSeconds: string;
	kcal: string;
	caffeineMg: string;
	position: string;
	allergens: Allergen[];
	optionGroupIds: string[];
}

const textOf = (number: number | null): string => (number === null ? "" : String(number));
const numberOf = (text: string): number => Number(text.trim() || Number.NaN);
/** What is no number is sent as it was typed, so that the server names the field. */
const sent = (text: string): number => (Number.isNaN(numberOf(text)) ? (text as unknown as number) : numberOf(text));
const optional = (text: string): number | null => (text.trim() === "" ? null : sent(text));

export const productDraft = (product?: CatalogueProduct): ProductDraft => ({
	id: product?.productId ?? "",
	ko: product?.name.ko ?? "",
	en: product?.name.en ?? "",
	descriptionKo: product?.description?.ko ?? "",
	descriptionEn: product?.description?.en ?? "",
	categoryId: product?.categoryId ?? "",
	price: String(product?.price ?? ""),
	prepSeconds: String(product?.prepSeconds ?? 60),
	kcal: textOf(product?.kcal ?? null),
	caffeineMg: textOf(product?.caffeineMg ?? null),
	position: String(product?.position ?? 0),
	allergens: product?.allergens ?? [],
	optionGroupIds: product?.optionGroupIds ?? [],
});

export const productInputOf = (draft: ProductDraft): ProductInput => ({
	name: { ko: draft.ko.trim(), en: draft.en.trim() },
	description:
		draft.descriptionKo.trim() || draft.descriptionEn.trim() ? { ko: draft.descriptionKo.trim(), en: draft.descriptionEn.trim() } : null,
	categoryId: draft.categoryId || null,
	price: sent(draft.price),
	prepSeconds: sent(draft.prepSeconds),
	kcal: optional(draft.kcal),
	caffeineMg: optional(draft.caffeineMg),
	position: sent(draft.position),
	allergens: draft.allergens,
	optionGroupIds: draft.optionGroupIds,
});

/** The same product in another state of its own, for example to sell it again. */
export const productInput = (product: CatalogueProduct): ProductInput => productInputOf(productDraft(product));

export interface OptionDraft {
	id: string;
	ko: string;
	en: string;
	price: string;
	maxQuantity: string;
	isDefault: boolean;
	allergens: Allergen[];
}

export interface GroupDraft {
	id: string;
	ko: string;
	en: string;
	min: string;
	max: string;
	options: OptionDraft[];
}

export const EMPTY_OPTION: OptionDraft = { id: "", ko: "", en: "", price: "0", maxQuantity: "1", isDefault: false, allergens: [] };

export const groupDraft = (group?: OptionGroup): GroupDraft => ({
	id: group?.id ?? "",
	ko: group?.name.ko ?? "",
	en: group?.name.en ?? "",
	min: String(group?.min ?? 1),
	max: String(group?.max ?? 1),
	options: group?.options.map(({ default: isDefault, id, maxQuantity, name, price, allergens }) => ({
		id,
		...name,
		price: String(price),
		maxQuantity: String(maxQuantity),
		isDefault,
		allergens,
	})) ?? [EMPTY_OPTION],
});

export const groupInputOf = ({ en, ko, max, min, options }: GroupDraft): OptionGroupInput => ({
	name: { ko: ko.trim(), en: en.trim() },
	min: sent(min),
	max: sent(max),
	options: options.map((option) => ({
		id: option.id.trim(),
		name: { ko: option.ko.trim(), en: option.en.trim() },
		price: sent(option.price),
		maxQuantity: sent(option.maxQuantity),
		default: option.isDefault,
		allergens: option.allergens,
	})),
});

export interface CategoryDraft {
	id: string;
	ko: string;
	en: string;
	position: string;
}

export const categoryDraft = (category?: Category): CategoryDraft => ({
	id: category?.id ?? "",
	ko: category?.name.ko ?? "",
	en: category?.name.en ?? "",
	position: String(category?.position ?? 0),
});

export const categoryInputOf = ({ en, ko, position }: CategoryDraft) => ({
	name: { ko: ko.trim(), en: en.trim() },
	position: sent(position),
});
