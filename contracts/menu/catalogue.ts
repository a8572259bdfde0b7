import { actions, messages } from "../notation/contract.ts";
import { named, nullable, slug } from "../notation/fields.ts";
import { problem } from "../notation/problem.ts";
import Type, { type Static } from "../notation/schema.ts";
import { Category, describedProductFields, names, OptionGroup, optionGroupInput, ProductSnapshot, productInput } from "./items.ts";

/** The catalogue in its messages. There is one for the whole chain. */
export const CatalogueSnapshot = Type.Object({
	categories: Type.Record(Category),
	products: Type.Record(ProductSnapshot),
	optionGroups: Type.Record(OptionGroup),
});
export type CatalogueSnapshot = Static<typeof CatalogueSnapshot>;

const productFields = {
	...describedProductFields,
	position: Type.Integer(),
	archived: Type.Boolean({ description: "No longer sold by any store." }),
};
export const CatalogueProduct = named("CatalogueProduct", productFields);
export type CatalogueProduct = Static<typeof CatalogueProduct>;

const version = Type.Integer({ description: "The version of the whole catalogue." });

export const Catalogue = named("Catalogue", {
	categories: Type.Array(Category),
	products: Type.Array(CatalogueProduct),
	optionGroups: Type.Array(OptionGroup),
	version,
});
export type Catalogue = Static<typeof Catalogue>;

const READERS = ["staff", "operator"] as const;
const OPERATORS = ["operator"] as const;

const ofCategory = {
	guard: OPERATORS,
	input: Type.Object({ categoryId: slug }),
};
const ofProduct = {
	guard: OPERATORS,
	input: Type.Object({ productId: slug }),
};
const ofGroup = {
	guard: OPERATORS,
	input: Type.Object({ groupId: slug }),
};
const pictureId = Type.String({ pattern: "^[0-9a-f]{32}\\.(png|jpg|webp|svg)$", maxLength: 40 });
const partNumber = Type.Integer({ minimum: 0, maximum: 20 });
/** In base64. A whole picture may be larger than a message of NATS. */
const PicturePart = Type.Object({ parts: Type.Integer(), data: Type.String() });
const VersionedCategory = Type.Object({ ...Category.properties, version });
const VersionedProduct = Type.Object({ ...productFields, version });
const VersionedGroup = Type.Object({ ...OptionGroup.properties, version });

/** The products that every store sells, unless its offers say otherwise. */
export const catalogue = actions("catalogue", {
	get: {
		summary: "Returns the catalogue of all stores, archived products included",
		route: "GET /v1/catalogue",
		guard: READERS,
		output: Catalogue,
	},
	category: {
		...ofCategory,
		summary: "Returns a category",
		route: "GET /v1/catalogue/categories/:categoryId",
		guard: READERS,
		output: VersionedCategory,
	},
	putCategory: {
		...ofCategory,
		summary: "Adds a category, or updates it",
		route: "PUT /v1/catalogue/categories/:categoryId",
		input: Type.Object({
			...ofCategory.input.properties,
			name: names,
			position: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
		}),
		output: VersionedCategory,
		refuses: ["catalogue_full"],
	},
	removeCategory: {
		...ofCategory,
		summary: "Removes a category that has no products",
		route: "DELETE /v1/catalogue/categories/:categoryId",
		status: 204,
		refuses: ["category_in_use"],
	},
	product: {
		...ofProduct,
		summary: "Returns a product of the catalogue",
		route: "GET /v1/catalogue/products/:productId",
		guard: READERS,
		output: VersionedProduct,
	},
	putProduct: {
		...ofProduct,
		summary: "Adds a product to the catalogue, or updates it; an archived product is sold again",
		route: "PUT /v1/catalogue/products/:productId",
		input: Type.Object({ ...ofProduct.input.properties, ...productInput }),
		output: VersionedProduct,
		refuses: ["catalogue_full"],
	},
	archiveProduct: {
		...ofProduct,
		summary: "Archives a product: no store sells it any more",
		route: "DELETE /v1/catalogue/products/:productId",
		status: 204,
	},
	putImage: {
		summary: "Sets the picture of a product: PNG, JPEG or WebP, at most 2 MB and 2048 pixels on each side",
		route: "PUT /v1/catalogue/products/:productId/image",
		guard: OPERATORS,
		uploads: "picture",
		input: Type.Object({ productId: slug, pictureId }),
		output: VersionedProduct,
		refuses: ["catalogue_full", "unsupported_picture"],
	},
	removeImage: {
		...ofProduct,
		summary: "Removes the picture of a product",
		route: "DELETE /v1/catalogue/products/:productId/image",
		status: 204,
	},
	picture: {
		summary: "Returns a picture, which never changes",
		route: "GET /v1/pictures/:pictureId",
		guard: "anyone",
		downloads: "picture",
		input: Type.Object({ pictureId }),
		output: Type.Object({ pictureId, first: PicturePart }),
	},
	picturePart: {
		summary: "Returns a further part of a picture",
		guard: "internal",
		input: Type.Object({ pictureId, part: partNumber }),
		output: PicturePart,
	},
	addPicturePart: {
		summary: "Stores a part of a picture",
		guard: "internal",
		input: Type.Object({ pictureId, part: partNumber, ...PicturePart.properties }),
	},
	optionGroup: {
		...ofGroup,
		summary: "Returns an option group",
		route: "GET /v1/catalogue/option-groups/:groupId",
		guard: READERS,
		output: VersionedGroup,
	},
	putOptionGroup: {
		...ofGroup,
		summary: "Adds an option group, or updates it",
		route: "PUT /v1/catalogue/option-groups/:groupId",
		input: Type.Object({ ...ofGroup.input.properties, ...optionGroupInput }),
		output: VersionedGroup,
		refuses: ["catalogue_full"],
	},
	removeOptionGroup: {
		...ofGroup,
		summary: "Removes an option group that no product uses",
		route: "DELETE /v1/catalogue/option-groups/:groupId",
		status: 204,
		refuses: ["option_group_in_use"],
	},
	snapshot: {
		summary: "Returns the catalogue as published in messages, for services that have not received them yet",
		guard: "internal",
		output: Type.Object({ catalogue: CatalogueSnapshot, version }),
	},
});

/** The order service's copy of the catalogue. */
export const orderCatalogue = actions("order-catalogue", {
	current: {
		summary: "Returns the last known catalogue; null if none is known and the store service is unavailable",
		guard: "internal",
		output: nullable(CatalogueSnapshot),
	},
});

export const catalogueMessages = messages("catalogue", CatalogueSnapshot, ["changed"]);
export type CatalogueMessage = keyof typeof catalogueMessages;

export const catalogueProblems = {
	category_in_use: problem(409, "상품이 남아 있는 카테고리는 삭제할 수 없습니다.", "The category still has products."),
	option_group_in_use: problem(409, "상품에서 사용 중인 옵션 그룹은 삭제할 수 없습니다.", "Products still use this option group."),
	catalogue_full: problem(409, "메뉴 정보가 너무 많아 더 등록할 수 없습니다.", "The catalogue has reached its size limit."),
};
