import { messages } from "./contract.ts";
import { nullable } from "./fields.ts";
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

export const stockMessages = messages("stock", StockSnapshot, ["changed", "reserved", "ran_out"]);
export type StockMessage = keyof typeof stockMessages;

export const stockProblems = {
	stock_reserved: problem(409, "예약된 수량보다 적게 둘 수 없습니다.", "Less than what is reserved is not possible."),
};
