import fc from "fast-check";
import type { OrderStatus } from "../../../contracts/order.ts";

export type StoreId = "gangnam" | "hongdae" | "sinchon";
export type RiderBehavior = "delivers" | "declines" | "ignores" | "failsBeforeDeparture" | "failsInTransit";

/** How the participants in one order behave. Who acts first is left to timing, which decides the outcome. Times are ms. */
export interface Scenario {
	storeId: StoreId;
	kind: "pickup" | "delivery" | "parcel";
	timing: "prepaid" | "on_receipt";
	lines: { productId: string; quantity: number }[];
	/** Tried in turn until one pays. */
	tokens: string[];
	/** The customer cancels `after` ms in the status `during`. */
	cancels: { during: OrderStatus; after: number } | null;
	store: "accepts" | "rejects" | "acceptsAndRejects" | "ignores";
	barista: "brews" | "isSlow" | "isAbsent";
	customer: "collects" | "forgets";
	/** The behaviour of each assigned rider in turn; later ones deliver. */
	riders: RiderBehavior[];
	refunded: boolean;
	/** Pause between two actions. */
	pace: number;
	/** Every action is sent twice at once. */
	duplicates: boolean;
}

const PRODUCTS = ["americano", "latte", "cold-brew"];
const TOKENS = ["sim_ok", "sim_ok", "sim_declined", "sim_timeout_ok", "sim_timeout_declined", "sim_down"];
const RIDER_BEHAVIORS = ["delivers", "delivers", "delivers", "declines", "ignores", "failsBeforeDeparture", "failsInTransit"] as const;

/** The first value five times as often as each other. */
const mostly = <Value>(value: Value, ...others: Value[]) =>
	fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })));

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
	storeId: fc.constantFrom<StoreId>("gangnam", "hongdae", "sinchon"),
	kind: fc.constantFrom("pickup", "pickup", "delivery", "parcel"),
	timing: fc.constantFrom("prepaid", "prepaid", "on_receipt"),
	lines: fc.array(fc.record({ productId: fc.constantFrom(...PRODUCTS), quantity: fc.integer({ min: 1, max: 4 }) }), {
		minLength: 1,
		maxLength: 3,
	}),
	tokens: fc.array(fc.constantFrom(...TOKENS), { maxLength: 4 }),
	cancels: fc.option(
		fc.record({
			during: fc.constantFrom("placed", "submitted", "accepted", "accepted", "preparing"),
			after: fc.integer({ min: 0, max: 50 }),
		}),
		{ nil: null, freq: 2 },
	),
	store: mostly<Scenario["store"]>("accepts", "rejects", "acceptsAndRejects", "ignores"),
	barista: mostly<Scenario["barista"]>("brews", "isSlow", "isAbsent"),
	customer: mostly<Scenario["customer"]>("collects", "forgets"),
	riders: fc.array(fc.constantFrom(...RIDER_BEHAVIORS), { maxLength: 3 }),
	refunded: fc.boolean(),
	pace: fc.integer({ min: 1, max: 40 }),
	duplicates: fc.boolean(),
});
