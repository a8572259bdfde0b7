import { actions, messages } from "./contract.ts";
import { named, nullable, slug } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

/** A store's stock in its messages. */
export const StockSnapshot = Type.Object({
	storeId: Type.String(),
	orderId: nullable(Type.String({ description: "The order that this message answers, if any." })),
	missing: Type.Array(Type.String(), { description: "Products that this order could not get." }),
	available: Type.Record(Type.Boolean()),
});
export type StockSnapshot = Static<typeof StockSnapshot>;

const itemFields = {
	productId: Type.String(),
	onHand: Type.Integer(),
	reserved: Type.Integer(),
	available: Type.Integer(),
};

/** What a store has of a product. `onHand` includes what is reserved, until it is brewed. */
export const StockItem = named("StockItem", itemFields);
export type StockItem = Static<typeof StockItem>;

/** The same, with the version of the store's stock. */
export const Stock = named("Stock", { ...itemFields, version: Type.Integer() });
export type Stock = Static<typeof Stock>;

const STAFF = ["staff", "operator"] as const;
const ByProduct = Type.Object({ storeId: slug, productId: slug });

export const stock = actions("stock", {
	list: {
		summary: "Lists what a store counts",
		route: "GET /v1/stores/:storeId/stock",
		guard: STAFF,
		ofStore: "storeId",
		input: Type.Object({ storeId: slug }),
		output: Type.Object({ items: Type.Array(StockItem), version: Type.Integer() }),
	},
	get: {
		summary: "Shows what a store has of a product",
		route: "GET /v1/stores/:storeId/stock/:productId",
		guard: STAFF,
		ofStore: "storeId",
		input: ByProduct,
		output: Stock,
	},
	set: {
		summary: "Says how much of a product is on hand",
		route: "PUT /v1/stores/:storeId/stock/:productId",
		guard: STAFF,
		ofStore: "storeId",
		input: Type.Object({ ...ByProduct.properties, onHand: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }),
		output: Stock,
	},
});

export const stockMessages = messages("stock", StockSnapshot, ["changed", "reserved", "ran_out"]);
export type StockMessage = keyof typeof stockMessages;

export const stockProblems = {
	stock_reserved: problem(409, "예약된 수량보다 적게 둘 수 없습니다.", "Less than what is reserved is not possible."),
};
