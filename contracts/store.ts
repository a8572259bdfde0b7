import { Place, productFields, Text } from "./common.ts";
import { actions, messages } from "./contract.ts";
import { named, nullable, page, pageOf, slug, text } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

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

/** Both languages of a name that people enter. */
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
		summary: "Shows what a store sells, and what of it can be had",
		route: "GET /v1/stores/:storeId/menu",
		guard: "anyone",
		input: Type.Object(byId),
		output: Menu,
	},
	get: {
		summary: "Shows a store",
		route: "GET /v1/stores/:storeId",
		guard: "anyone",
		input: Type.Object(byId),
		output: Store,
	},
	list: {
		summary: "Lists the stores",
		route: "GET /v1/stores",
		guard: "anyone",
		input: Type.Object(page),
		output: pageOf(Store),
	},
	create: {
		summary: "Opens a store",
		route: "POST /v1/stores",
		status: 201,
		location: "/v1/stores/{id}",
		guard: ["operator"],
		input: Type.Object({ id: slug, name, location: Place }),
		output: Store,
		refuses: ["store_exists"],
	},
	change: {
		summary: "Changes a store's settings",
		route: "PATCH /v1/stores/:storeId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, ...StoreSettings.properties }),
		output: Store,
	},
	product: {
		summary: "Shows a product of a store",
		route: "GET /v1/stores/:storeId/products/:productId",
		guard: "anyone",
		input: Type.Object({ ...byId, productId: slug }),
		output: Product,
	},
	putProduct: {
		summary: "Puts a product on a store's menu, or changes it",
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
		summary: "Returns a store as its messages show it, for services that have not received them yet",
		guard: "internal",
		input: Type.Object({ storeId: Type.String() }),
		output: nullable(StoreSnapshot),
	},
});

export const storeMessages = messages("store", StoreSnapshot, ["changed"]);
export type StoreMessage = keyof typeof storeMessages;

export const storeProblems = {
	unknown_store: problem(422, "없는 매장입니다.", "There is no such store."),
	unknown_product: problem(422, "이 매장에 없는 상품입니다.", "The store has no such product."),
	store_exists: problem(409, "이미 있는 매장입니다.", "The store exists already."),
	store_closed: problem(409, "지금은 주문을 받지 않는 매장입니다.", "The store is closed."),
};
