import { actions, messages } from "./notation/contract.ts";
import { itemId, named, nullable, slug } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

/** A store's stock in its messages. */
export const StockSnapshot = Type.Object({
	storeId: Type.String(),
	orderId: nullable(Type.String({ description: "The order whose reservation this message reports, if any." })),
	missing: Type.Array(Type.String(), { description: "Products and options that are out of stock for this order." }),
	available: Type.Record(Type.Boolean()),
});
export type StockSnapshot = Static<typeof StockSnapshot>;

const itemFields = {
	productId: Type.String({ description: "A product, `latte`, or an option, `milk:oat`." }),
	onHand: Type.Integer(),
	reserved: Type.Integer(),
	available: Type.Integer(),
};

/** A store's inventory of one product or option. `onHand` includes reserved units until they are brewed. */
export const StockItem = named("StockItem", itemFields);
export type StockItem = Static<typeof StockItem>;

/** A stock item with the version of the store's stock. */
export const Stock = named("Stock", { ...itemFields, version: Type.Integer() });
export type Stock = Static<typeof Stock>;

const STAFF = ["staff", "operator"] as const;
/** `productId` is a product, `latte`, or an option, `milk:oat`. */
const ByProduct = Type.Object({ storeId: slug, productId: itemId });

export const stock = actions("stock", {
	list: {
		summary: "Lists a store's tracked stock",
		route: "GET /v1/stores/:storeId/stock",
		guard: STAFF,
		ofStore: "storeId",
		input: Type.Object({ storeId: slug }),
		output: Type.Object({ items: Type.Array(StockItem), version: Type.Integer() }),
	},
	get: {
		summary: "Returns a store's stock of a product or an option",
		route: "GET /v1/stores/:storeId/stock/:productId",
		guard: STAFF,
		ofStore: "storeId",
		input: ByProduct,
		output: Stock,
	},
	set: {
		summary: "Sets the quantity on hand of a product or an option",
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
	stock_reserved: problem(409, "예약된 수량보다 적게 설정할 수 없습니다.", "The quantity cannot be less than what is reserved."),
};
