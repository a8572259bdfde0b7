import { Place, productFields, Text } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { named, nullable, page, pageOf, slug, text } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

/** A product in messages. */
export const ProductSnapshot = Type.Object(productFields);
export type ProductSnapshot = Static<typeof ProductSnapshot>;

const storeFields = {
	id: Type.String(),
	name: Text,
	location: Place,
	open: Type.Boolean(),
	autoAccept: Type.Boolean(),
	autoBrew: Type.Boolean(),
	autoDispatch: Type.Boolean(),
	extraMinutes: Type.Integer(),
};

/** A store in its messages. */
export const StoreSnapshot = Type.Object({ ...storeFields, products: Type.Record(ProductSnapshot) });
export type StoreSnapshot = Static<typeof StoreSnapshot>;

/** A store in the API. */
export const Store = named("Store", { ...storeFields, waitMinutes: Type.Integer(), version: Type.Integer() });
export type Store = Static<typeof Store>;

const menuItemFields = { ...productFields, available: Type.Boolean() };
export const MenuItem = named("MenuItem", menuItemFields);
export type MenuItem = Static<typeof MenuItem>;

export const Menu = named("Menu", { items: Type.Array(MenuItem), version: Type.Integer() });
export type Menu = Static<typeof Menu>;

/** A product in the API. */
export const Product = named("Product", { ...menuItemFields, version: Type.Integer() });
export type Product = Static<typeof Product>;

/** User input of a name in both languages. */
const name = Type.Object({ ko: text(100), en: text(100) });
const byId = { storeId: slug };

export const StoreSettings = Type.Object({
	name: Type.Optional(name),
	location: Type.Optional(Place),
	open: Type.Optional(Type.Boolean()),
	autoAccept: Type.Optional(Type.Boolean()),
	autoBrew: Type.Optional(Type.Boolean()),
	autoDispatch: Type.Optional(Type.Boolean()),
	extraMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 240 })),
});
export type StoreSettings = Static<typeof StoreSettings>;

export const store = actions("store", {
	menu: {
		summary: "Returns a store's menu with availability",
		route: "GET /v1/stores/:storeId/menu",
		guard: "anyone",
		input: Type.Object(byId),
		output: Menu,
	},
	get: {
		summary: "Returns a store",
		route: "GET /v1/stores/:storeId",
		guard: "anyone",
		input: Type.Object(byId),
		output: Store,
	},
	list: {
		summary: "Lists stores",
		route: "GET /v1/stores",
		guard: "anyone",
		input: Type.Object(page),
		output: pageOf(Store),
	},
	create: {
		summary: "Creates a store",
		route: "POST /v1/stores",
		status: 201,
		location: "/v1/stores/{id}",
		guard: ["operator"],
		input: Type.Object({ id: slug, name, location: Place }),
		output: Store,
		refuses: ["store_exists"],
	},
	change: {
		summary: "Updates a store's settings",
		route: "PATCH /v1/stores/:storeId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, ...StoreSettings.properties }),
		output: Store,
	},
	product: {
		summary: "Returns a product of a store",
		route: "GET /v1/stores/:storeId/products/:productId",
		guard: "anyone",
		input: Type.Object({ ...byId, productId: slug }),
		output: Product,
	},
	putProduct: {
		summary: "Adds a product to a store's menu, or updates it",
		route: "PUT /v1/stores/:storeId/products/:productId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({
			...byId,
			productId: slug,
			name,
			price: Type.Integer({ minimum: 0, maximum: 10_000_000 }),
			prepSeconds: Type.Integer({ minimum: 0, maximum: 86_400 }),
		}),
		output: Product,
	},
	settings: {
		summary: "Returns a store as published in messages, for services that have not received them yet",
		guard: "internal",
		input: Type.Object({ storeId: Type.String() }),
		output: nullable(StoreSnapshot),
	},
});

export const storeMessages = messages("store", StoreSnapshot, ["changed"]);
export type StoreMessage = keyof typeof storeMessages;

export const storeProblems = {
	unknown_store: problem(422, "존재하지 않는 매장입니다.", "The store does not exist."),
	unknown_product: problem(422, "이 매장에서 판매하지 않는 상품입니다.", "The store does not sell this product."),
	store_exists: problem(409, "이미 등록된 매장입니다.", "The store already exists."),
	store_closed: problem(409, "현재 주문을 받지 않는 매장입니다.", "The store is closed."),
};
