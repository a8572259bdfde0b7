import { typesOf } from "../../../contracts/catalogue/messages.ts";
import { EVENT_TEXTS } from "../../../web/customer/history/event-texts.ts";

/** Events that belong to no order's history. */
const WITHOUT_ORDER = ["store.changed", "stock.changed"];
const ofOrders = typesOf("order", "payment", "store", "stock", "brew", "delivery").filter((type) => !WITHOUT_ORDER.includes(type));

it("each event of an order has a text for its customer", () => {
	expect(Object.keys(EVENT_TEXTS).sort()).toEqual(ofOrders.sort());
});
