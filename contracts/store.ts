import { hoursInMessages, hoursInput, hoursView } from "./hours.ts";
import { Menu, names, Offer, OfferChange, OfferSnapshot, offerFields, Product, ProductSnapshot, productInput } from "./menu/items.ts";
import { Place, Text } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { itemId, named, nullable, page, pageOf, slug } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

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
export const StoreSnapshot = Type.Object({
	...storeFields,
	...hoursInMessages,
	products: Type.Record(ProductSnapshot, { description: "The store's own products. They take the place of the catalogue's." }),
	offers: Type.Optional(Type.Record(OfferSnapshot, { description: "What differs from the catalogue, by product and option." })),
});
export type StoreSnapshot = Static<typeof StoreSnapshot>;

/** A store in the API. */
export const Store = named("Store", { ...storeFields, ...hoursView, waitMinutes: Type.Integer(), version: Type.Integer() });
export type Store = Static<typeof Store>;

const byId = { storeId: slug };
const VersionedOffer = Type.Object({ ...offerFields, version: Type.Integer() });

const settings = {
	name: Type.Optional(names),
	location: Type.Optional(Place),
	open: Type.Optional(Type.Boolean()),
	autoAccept: Type.Optional(Type.Boolean()),
	autoBrew: Type.Optional(Type.Boolean()),
	autoDispatch: Type.Optional(Type.Boolean()),
	extraMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 240 })),
};
/** What staff may change. */
const StoreChange = Type.Object({ ...settings, ...hoursInput });
export type StoreChange = Static<typeof StoreChange>;
/** The settings as they are stored. */
const StoreSettings = Type.Object({ ...settings, ...hoursInMessages });
export type StoreSettings = Static<typeof StoreSettings>;

export const store = actions("store", {
	menu: {
		summary: "Returns a store's menu: the catalogue as the store offers it, with its own products and what is available",
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
		input: Type.Object({ id: slug, name: names, location: Place }),
		output: Store,
		refuses: ["store_exists"],
	},
	change: {
		summary: "Updates a store's settings",
		route: "PATCH /v1/stores/:storeId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, ...StoreChange.properties }),
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
		summary: "Adds a product of the store's own, or updates it; it takes the place of the catalogue's product",
		route: "PUT /v1/stores/:storeId/products/:productId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, productId: slug, ...productInput }),
		output: Product,
	},
	removeProduct: {
		summary: "Removes a product of the store's own; the catalogue's product is sold again",
		route: "DELETE /v1/stores/:storeId/products/:productId",
		status: 204,
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, productId: slug }),
	},
	offers: {
		summary: "Lists what a store hides, sells out or prices differently from the catalogue",
		route: "GET /v1/stores/:storeId/offers",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object(byId),
		output: Type.Object({ items: Type.Array(Offer), version: Type.Integer() }),
	},
	offer: {
		summary: "Returns how a store offers a product, `latte`, or an option, `milk:oat`",
		route: "GET /v1/stores/:storeId/offers/:itemId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, itemId }),
		output: VersionedOffer,
	},
	changeOffer: {
		summary: "Hides, sells out or reprices a product or an option at a store; null returns to the catalogue",
		route: "PATCH /v1/stores/:storeId/offers/:itemId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, itemId, ...OfferChange.properties }),
		output: VersionedOffer,
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
	unknown_option: problem(422, "이 상품에서 선택할 수 없는 옵션입니다.", "This product does not have this option."),
	option_required: problem(422, "필수 옵션을 선택해 주세요.", "A required option has not been chosen.", ["groupId"]),
	too_many_options: problem(422, "선택할 수 있는 옵션 수를 초과했습니다.", "More options were chosen than allowed.", ["groupId"]),
	sold_out: problem(422, "품절된 상품 또는 옵션입니다.", "The product or option is sold out."),
	store_exists: problem(409, "이미 등록된 매장입니다.", "The store already exists."),
	store_closed: problem(409, "현재 주문을 받지 않는 매장입니다.", "The store is closed.", ["opensAt"]),
};
