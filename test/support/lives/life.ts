import fc from "fast-check";
import type { OrderStatus } from "../../../contracts/order.ts";

export type StoreId = "gangnam" | "hongdae" | "sinchon";
export type RiderMood = "carries" | "declines" | "keepsSilent" | "failsBefore" | "failsUnderWay";

/** What the people around one order have in mind; what comes of it depends on who is quicker. Times are ms. */
export interface Life {
	storeId: StoreId;
	kind: "pickup" | "delivery" | "parcel";
	timing: "prepaid" | "on_receipt";
	lines: { productId: string; quantity: number }[];
	/** Tried one after another until one pays. */
	tokens: string[];
	cancels: { once: OrderStatus; after: number } | null;
	store: "accepts" | "rejects" | "contradictsItself" | "keepsSilent";
	barista: "brews" | "isSlow" | "isAbsent";
	customer: "collects" | "forgets";
	/** One rider after another. */
	riders: RiderMood[];
	refunded: boolean;
	/** Between one deed and the next. */
	pace: number;
	/** Everybody does everything twice at once. */
	isHasty: boolean;
}

const PRODUCTS = ["americano", "latte", "cold-brew"];
const TOKENS = ["sim_ok", "sim_ok", "sim_declined", "sim_timeout_ok", "sim_timeout_declined", "sim_down"];
const MOODS = ["carries", "carries", "carries", "declines", "keepsSilent", "failsBefore", "failsUnderWay"] as const;

const often = <Value>(value: Value, ...others: Value[]) =>
	fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, ...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })));

export const anyLife: fc.Arbitrary<Life> = fc.record({
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
			once: fc.constantFrom("placed", "submitted", "accepted", "accepted", "preparing"),
			after: fc.integer({ min: 0, max: 50 }),
		}),
		{ nil: null, freq: 2 },
	),
	store: often<Life["store"]>("accepts", "rejects", "contradictsItself", "keepsSilent"),
	barista: often<Life["barista"]>("brews", "isSlow", "isAbsent"),
	customer: often<Life["customer"]>("collects", "forgets"),
	riders: fc.array(fc.constantFrom(...MOODS), { maxLength: 3 }),
	refunded: fc.boolean(),
	pace: fc.integer({ min: 1, max: 40 }),
	isHasty: fc.boolean(),
});
