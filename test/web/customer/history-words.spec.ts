import { typesOf } from "../../../contracts/messages.ts";
import { HAPPENED } from "../../../web/customer/history/history-words.ts";

/** What is said of a store or its stock, of accounts and levels, is in no order's history. */
const OF_NO_ORDER = ["store.changed", "stock.changed"];
const ofOrders = typesOf("order", "payment", "store", "stock", "brew", "delivery").filter((type) => !OF_NO_ORDER.includes(type));

it("each event of an order has words for its customer", () => {
	expect(Object.keys(HAPPENED).sort()).toEqual(ofOrders.sort());
});
