import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import type { OrderParts } from "./audit.ts";
import { nextSteps, waitsFor } from "./why.ts";

const payment = (change: Partial<PaymentSnapshot>) => ({ status: "due", refunded: 0, amount: 10_000, ...change }) as PaymentSnapshot;
const brew = (change: Partial<BrewSnapshot>) =>
	({ status: "received", stocked: true, auto: false, dueAt: null, ...change }) as BrewSnapshot;
const delivery = (change: Partial<DeliverySnapshot>) => ({ status: "requested", answerBy: null, eta: null, ...change }) as DeliverySnapshot;
const store = (change: Partial<StoreOrderSnapshot>) => ({ status: "submitted", answerBy: 60_000, ...change }) as StoreOrderSnapshot;
const partsOf = (order: Parameters<typeof anOrder>[0], parts: Partial<OrderParts> = {}): OrderParts => ({
	order: anOrder(order),
	payment: undefined,
	store: undefined,
	brew: undefined,
	delivery: undefined,
	reserved: false,
	...parts,
});
const held = { status: "held", nextAttemptAt: 5_000 } as never;

describe("what an order waits for", () => {
	it.each<[string, OrderParts, string, string]>([
		["placed, not received", partsOf({ status: "placed" }), "message", "payment has not received"],
		["placed", partsOf({ status: "placed" }, { payment: payment({}) }), "customer", "payment"],
		["placed and declined", partsOf({ status: "placed" }, { payment: payment({ status: "declined" }) }), "customer", "another attempt"],
		["placed and unknown", partsOf({ status: "placed" }, { payment: payment({ status: "unknown" }) }), "payment", "the provider"],
		["submitted, not received", partsOf({ status: "submitted" }), "message", "the store has not received"],
		["submitted", partsOf({ status: "submitted" }, { store: store({}) }), "store", "the store's answer"],
		["accepted, not received", partsOf({ status: "accepted" }), "message", "brew has not received"],
		["accepted, stock not reserved", partsOf({ status: "accepted" }, { brew: brew({ stocked: false }) }), "stock", "reserved"],
		["accepted", partsOf({ status: "accepted" }, { brew: brew({}) }), "barista", "to start"],
		["accepted, brewing", partsOf({ status: "accepted" }, { brew: brew({ status: "brewing" }) }), "message", "the ticket is brewing"],
		[
			"accepted, cancellation held",
			partsOf({ status: "accepted", cancellation: held }, { brew: brew({}) }),
			"maker",
			"can still be cancelled",
		],
		["a parcel, not received", partsOf({ status: "accepted", kind: "parcel" }), "message", "delivery has not received"],
		["a parcel", partsOf({ status: "accepted", kind: "parcel" }, { delivery: delivery({}) }), "dispatcher", "a rider to be assigned"],
		["preparing by hand", partsOf({ status: "preparing" }, { brew: brew({ status: "brewing" }) }), "barista", "to be completed"],
		[
			"preparing by itself",
			partsOf({ status: "preparing" }, { brew: brew({ status: "brewing", auto: true }) }),
			"nobody",
			"to finish by itself",
		],
		["ready for pickup", partsOf({ status: "ready" }), "customer", "pickup"],
		[
			"ready for delivery",
			partsOf({ status: "ready", fulfilment: "delivery" }, { delivery: delivery({ status: "accepted" }) }),
			"rider",
			"to depart",
		],
		[
			"ready, rider not decided",
			partsOf({ status: "ready", fulfilment: "delivery" }, { delivery: delivery({ status: "assigned" }) }),
			"rider",
			"answer",
		],
		["in transit", partsOf({ status: "in_transit" }, { delivery: delivery({ status: "in_transit" }) }), "rider", "PIN"],
		["completed", partsOf({ status: "completed" }, { payment: payment({ status: "approved" }) }), "nobody", "the order has ended"],
		[
			"cancelled, not refunded yet",
			partsOf({ status: "cancelled" }, { payment: payment({ status: "approved" }) }),
			"payment",
			"the refund",
		],
		[
			"cancelled",
			partsOf({ status: "cancelled" }, { payment: payment({ status: "refunded", refunded: 10_000 }) }),
			"nobody",
			"the order has ended",
		],
	])("%s", (_, parts, who, what) => {
		expect(waitsFor(parts)).toMatchObject({ who, what: expect.stringContaining(what) });
	});

	it("is unknown while the responsible service cannot be reached", () => {
		expect(waitsFor(partsOf({ status: "accepted" }), ["brew"]).what).toBe("unknown while brew cannot be reached");
		expect(waitsFor(partsOf({ status: "ready" }), ["brew"]).what).toBe("pickup");
	});
});

describe("what comes next", () => {
	it("lists every timer and every unsent message", () => {
		const part = { id: "ord_1", version: 1, state: {} };

		expect(
			nextSteps({
				order: { ...part, due: null, unsent: ["order.accepted"] },
				payment: { ...part, due: { at: 0, command: { type: "expire" } }, unsent: [] },
				brew: undefined,
			}),
		).toEqual([
			{ actor: "order", message: "order.accepted", at: null },
			{ actor: "payment", command: "expire", at: "1970-01-01T00:00:00.000Z" },
		]);
	});
});
