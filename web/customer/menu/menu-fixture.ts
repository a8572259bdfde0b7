import type { MenuItem } from "../../../contracts/menu/items.ts";

export const aMenuItem = (productId: string, price: number, change: Partial<MenuItem> = {}): MenuItem => ({
	productId,
	name: { ko: productId, en: productId },
	price,
	prepSeconds: 90,
	description: null,
	categoryId: null,
	image: null,
	allergens: [],
	kcal: null,
	caffeineMg: null,
	optionGroupIds: [],
	available: true,
	...change,
});
