import { Place, productFields, Text } from "./common.ts";
import { messages } from "./contract.ts";
import { nullable, oneOf, time } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

export const Product = Type.Object(productFields);
export type Product = Static<typeof Product>;

/** A store in its messages. */
export const StoreSnapshot = Type.Object({
	id: Type.String(),
	name: Text,
	location: Place,
	open: Type.Boolean(),
	autoAccept: Type.Boolean(),
	autoBrew: Type.Boolean(),
	autoDispatch: Type.Boolean(),
	extraMinutes: Type.Integer(),
	products: Type.Record(Product),
});
export type StoreSnapshot = Static<typeof StoreSnapshot>;

/** A store's copy of an order in its messages. */
export const StoreOrderSnapshot = Type.Object({
	orderId: Type.String(),
	storeId: Type.String(),
	customerId: Type.String(),
	status: oneOf(
		"submitted",
		"accepted",
		"preparing",
		"ready",
		"in_transit",
		"completed",
		"cancelled",
		"rejected",
		"unanswered",
		"uncollected",
	),
	reason: nullable(Type.String()),
	auto: Type.Object({ brew: Type.Boolean(), dispatch: Type.Boolean() }),
	readyAt: nullable(time, { description: "When it will be ready, promised at acceptance." }),
	answerBy: nullable(time),
	updatedAt: time,
});
export type StoreOrderSnapshot = Static<typeof StoreOrderSnapshot>;

export const storeMessages = messages("store", StoreSnapshot, ["changed"]);
export type StoreMessage = keyof typeof storeMessages;

export const storeOrderMessages = messages("store", StoreOrderSnapshot, [
	"received",
	"accepted",
	"rejected",
	"unanswered",
	"collected",
	"uncollected",
]);
export type StoreOrderMessage = keyof typeof storeOrderMessages;

export const storeProblems = {
	unknown_store: problem(422, "없는 매장입니다.", "There is no such store."),
	unknown_product: problem(422, "이 매장에 없는 상품입니다.", "The store has no such product."),
	store_exists: problem(409, "이미 있는 매장입니다.", "The store exists already."),
	store_closed: problem(409, "지금은 주문을 받지 않는 매장입니다.", "The store is closed."),
};
