import type { CatalogueSnapshot } from "../../../contracts/menu/catalogue.ts";
import type { OptionGroup, ProductSnapshot } from "../../../contracts/menu/items.ts";
import type { Line } from "../../../contracts/notation/common.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import type { StoreSnapshot } from "../../../contracts/store.ts";

export const aLine = (change: Partial<Line> = {}): Line => ({
	productId: "latte",
	name: { ko: "라떼", en: "Latte" },
	quantity: 2,
	price: 5000,
	prepSeconds: 3,
	...change,
});

export const anOrder = (change: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
	id: "ord_1",
	number: "A-12",
	storeId: "gangnam",
	customerId: "acc_1",
	kind: "goods",
	fulfilment: "pickup",
	lines: [aLine()],
	parcel: null,
	destination: null,
	riderId: null,
	quoteId: null,
	amounts: { goods: 10_000, delivery: 0, total: 10_000 },
	level: "Iron",
	status: "submitted",
	reason: null,
	payment: { timing: "on_receipt", status: "due" },
	auto: { brew: false, dispatch: false },
	cancellation: null,
	promise: { readyAt: null, deliveredBy: null },
	payBy: null,
	answerBy: null,
	note: null,
	createdAt: 0,
	updatedAt: 0,
	submittedAt: 0,
	acceptedAt: null,
	refunded: false,
	...change,
});

export const aStore = (change: Partial<StoreSnapshot> = {}): StoreSnapshot => ({
	id: "gangnam",
	name: { ko: "강남점", en: "Gangnam" },
	location: { address: "서울 강남구", lat: 37.5, lng: 127 },
	open: true,
	autoAccept: false,
	autoBrew: false,
	autoDispatch: false,
	extraMinutes: 0,
	products: { latte: { productId: "latte", name: { ko: "라떼", en: "Latte" }, price: 5000, prepSeconds: 3 } },
	...change,
});

type Option = OptionGroup["options"][number];
export const anOption = (id: string, change: Partial<Option> = {}): Option => ({
	id,
	name: { ko: id, en: id },
	price: 0,
	maxQuantity: 1,
	default: false,
	allergens: [],
	...change,
});

const GROUPS: OptionGroup[] = [
	{
		id: "size",
		name: { ko: "사이즈", en: "Size" },
		min: 1,
		max: 1,
		options: [anOption("regular", { default: true }), anOption("large", { price: 700 })],
	},
	{
		id: "syrup",
		name: { ko: "시럽", en: "Syrup" },
		min: 0,
		max: 2,
		options: [
			anOption("vanilla", { price: 500, maxQuantity: 2 }),
			anOption("caramel", { price: 500 }),
			anOption("hazelnut", { price: 500 }),
		],
	},
];

/** A latte with these groups, a croissant without options, and an archived mocha. */
export const aCatalogue = (groups: OptionGroup[] = GROUPS): CatalogueSnapshot => {
	const optionGroupIds = groups.map(({ id }) => id);
	const product = (productId: string, ko: string, en: string, change: Partial<ProductSnapshot> = {}): ProductSnapshot => ({
		productId,
		name: { ko, en },
		categoryId: "coffee",
		price: 5_000,
		prepSeconds: 90,
		...change,
	});
	return {
		categories: { coffee: { id: "coffee", name: { ko: "커피", en: "Coffee" }, position: 1 } },
		products: {
			latte: product("latte", "라떼", "Latte", { optionGroupIds, allergens: ["milk"] }),
			croissant: product("croissant", "크루아상", "Croissant"),
			mocha: product("mocha", "모카", "Mocha", { archived: true }),
		},
		optionGroups: Object.fromEntries(groups.map((group) => [group.id, group])),
	};
};
