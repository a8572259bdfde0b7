import type { OrderSnapshot } from "../../contracts/order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import type { OrderParts } from "./audit.ts";
import { findingsIn } from "./repair.ts";

const partsOf = (order: Partial<OrderSnapshot>, parts: Partial<OrderParts> = {}): OrderParts => ({
	order: anOrder({ payment: { timing: "prepaid", status: "due" }, submittedAt: null, ...order }),
	payment: undefined,
	store: undefined,
	brew: undefined,
	delivery: undefined,
	reserved: false,
	...parts,
});
const payment = { amount: 10_000, refunded: 0, timing: "prepaid", status: "due" } as OrderParts["payment"];
const ticket = (stocked: boolean) => ({ status: "received", stocked, auto: false }) as OrderParts["brew"];
const accepted = { status: "accepted", submittedAt: 1, acceptedAt: 2, payment: { timing: "on_receipt", status: "due" } } as const;
const ofStore = { store: { status: "accepted" } } as Partial<OrderParts>;

describe("what is stuck", () => {
	it.each<[string, OrderParts, string[]]>([
		["an order whose payment does not know it", partsOf({ status: "placed" }), ["payment has not received the order yet"]],
		["an order that brew does not know", partsOf(accepted, ofStore), ["brew has not received the order yet"]],
		["a ticket without stock", partsOf(accepted, { ...ofStore, brew: ticket(false) }), ["stock to be reserved"]],
		[
			"a violated rule",
			partsOf({ status: "placed" }, { payment: { ...payment!, amount: 1 } }),
			["the payment's amount is the order's total"],
		],
		["an order that waits for its customer", partsOf({ status: "placed" }, { payment }), []],
		["an order that waits for its barista", partsOf(accepted, { ...ofStore, brew: ticket(true) }), []],
	])("%s", (_, parts, expected) => {
		expect(findingsIn(parts)).toEqual(expected.map((reason) => ({ orderId: "ord_1", reason })));
	});
});
