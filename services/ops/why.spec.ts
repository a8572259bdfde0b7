import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { PaymentSnapshot } from "../../contracts/payment.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { anOrder } from "../../test/support/builders/order.ts";
import type { Whole } from "./audit.ts";
import { comesNext, waitsFor } from "./why.ts";

const payment = (change: Partial<PaymentSnapshot>) => ({ status: "due", refunded: 0, amount: 10_000, ...change }) as PaymentSnapshot;
const brew = (change: Partial<BrewSnapshot>) =>
	({ status: "received", stocked: true, auto: false, dueAt: null, ...change }) as BrewSnapshot;
const delivery = (change: Partial<DeliverySnapshot>) => ({ status: "requested", answerBy: null, eta: null, ...change }) as DeliverySnapshot;
const store = (change: Partial<StoreOrderSnapshot>) => ({ status: "submitted", answerBy: 60_000, ...change }) as StoreOrderSnapshot;
const whole = (order: Parameters<typeof anOrder>[0], parts: Partial<Whole> = {}): Whole => ({
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
	it.each<[string, Whole, string, string]>([
		["placed, unheard of", whole({ status: "placed" }), "message", "payment has not heard"],
		["placed", whole({ status: "placed" }, { payment: payment({}) }), "customer", "payment"],
		["placed and declined", whole({ status: "placed" }, { payment: payment({ status: "declined" }) }), "customer", "another attempt"],
		["placed and unknown", whole({ status: "placed" }, { payment: payment({ status: "unknown" }) }), "payment", "the provider"],
		["submitted, unheard of", whole({ status: "submitted" }), "message", "the store has not heard"],
		["submitted", whole({ status: "submitted" }, { store: store({}) }), "store", "its answer"],
		["accepted, unheard of", whole({ status: "accepted" }), "message", "brew has not heard"],
		["accepted, unstocked", whole({ status: "accepted" }, { brew: brew({ stocked: false }) }), "stock", "reserved"],
		["accepted", whole({ status: "accepted" }, { brew: brew({}) }), "barista", "to begin"],
		["accepted and begun", whole({ status: "accepted" }, { brew: brew({ status: "brewing" }) }), "message", "the ticket is brewing"],
		["accepted and held", whole({ status: "accepted", cancellation: held }, { brew: brew({}) }), "maker", "can still be cancelled"],
		["a parcel, unheard of", whole({ status: "accepted", kind: "parcel" }), "message", "delivery has not heard"],
		["a parcel", whole({ status: "accepted", kind: "parcel" }, { delivery: delivery({}) }), "dispatcher", "a rider to be found"],
		["preparing by hand", whole({ status: "preparing" }, { brew: brew({ status: "brewing" }) }), "barista", "to be done"],
		["preparing by itself", whole({ status: "preparing" }, { brew: brew({ status: "brewing", auto: true }) }), "nobody", "takes its time"],
		["ready on the shelf", whole({ status: "ready" }), "customer", "to be collected"],
		[
			"ready to go",
			whole({ status: "ready", fulfilment: "delivery" }, { delivery: delivery({ status: "accepted" }) }),
			"rider",
			"to depart",
		],
		[
			"asked a rider",
			whole({ status: "ready", fulfilment: "delivery" }, { delivery: delivery({ status: "assigned" }) }),
			"rider",
			"answer",
		],
		["on its way", whole({ status: "in_transit" }, { delivery: delivery({ status: "in_transit" }) }), "rider", "PIN"],
		["completed", whole({ status: "completed" }, { payment: payment({ status: "approved" }) }), "nobody", "it has ended"],
		["cancelled, money under way", whole({ status: "cancelled" }, { payment: payment({ status: "approved" }) }), "payment", "to go back"],
		["cancelled", whole({ status: "cancelled" }, { payment: payment({ status: "refunded", refunded: 10_000 }) }), "nobody", "it has ended"],
	])("%s", (_, whole, who, what) => {
		expect(waitsFor(whole)).toMatchObject({ who, what: expect.stringContaining(what) });
	});

	it("is not known while whoever would know is away, and is known of the others all the same", () => {
		expect(waitsFor(whole({ status: "accepted" }), ["brew"]).what).toBe("not known while brew cannot be asked");
		expect(waitsFor(whole({ status: "ready" }), ["brew"]).what).toBe("to be collected");
	});
});

describe("what comes next", () => {
	it("is every timer and every unsent message", () => {
		const part = { id: "ord_1", version: 1, state: {} };

		expect(
			comesNext({
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
