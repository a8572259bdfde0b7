import type { OrderStatus } from "../../contracts/order.ts";
import { Random } from "../clock/random.ts";

/** The share of scheduled orders. */
const SCHEDULED = 0.15;

export type StoreId = "gangnam" | "hongdae" | "sinchon";
export type RiderBehavior = "delivers" | "declines" | "ignores" | "failsBeforeDeparture" | "failsInTransit";

interface ScenarioLine {
	productId: string;
	quantity: number;
	options?: { groupId: string; optionId: string; quantity?: number }[];
}

/** How the participants in one order behave. Who acts first is left to timing, which decides the outcome. Times are ms. */
export interface Scenario {
	customerId: string;
	/** When the customer orders, counted from the opening of the shops. */
	arrivesAt: number;
	storeId: StoreId;
	kind: "pickup" | "delivery" | "parcel";
	timing: "prepaid" | "on_receipt";
	lines: ScenarioLine[];
	/** Tried in turn until one pays. */
	tokens: string[];
	/** The customer cancels `after` ms in the status `during`. */
	cancels: { during: OrderStatus; after: number } | undefined;
	store: "accepts" | "rejects" | "acceptsAndRejects" | "ignores";
	barista: "brews" | "isSlow" | "isAbsent";
	customer: "collects" | "forgets";
	/** The behaviour of each assigned rider in turn; later ones deliver. */
	riders: RiderBehavior[];
	/** How long the customer hesitates before paying. Some pay in the last seconds. */
	hesitates: number;
	refunded: boolean;
	/** How many quarters of an hour ahead the order is scheduled; undefined: as soon as possible. */
	quartersAhead: number | undefined;
	/** The store is closed at the time of the order after all. */
	closesThen: boolean;
	/** Usual pause between two actions: milliseconds in a rush, minutes at human pace. */
	pace: number;
	/** Every action is sent twice at once. */
	duplicates: boolean;
}

export const PRODUCTS = ["americano", "latte", "cold-brew"];
const STORES: StoreId[] = ["gangnam", "hongdae", "sinchon"];
const TOKENS = ["sim_ok", "sim_ok", "sim_declined", "sim_timeout_ok", "sim_timeout_declined", "sim_down"];
const SLOW_TOKENS = ["sim_timeout_ok", "sim_timeout_ok", "sim_ok", "sim_timeout_declined"];
const RIDER_BEHAVIORS: RiderBehavior[] = [
	"delivers",
	"delivers",
	"delivers",
	"declines",
	"ignores",
	"failsBeforeDeparture",
	"failsInTransit",
];
const CANCEL_DURING: OrderStatus[] = ["placed", "submitted", "accepted", "accepted", "preparing"];
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Half of the drinks are made in the usual way, whose default milk the customer does not name. */
const withOptions = (line: ScenarioLine, random: Random): ScenarioLine => {
	const milk = { groupId: "milk", optionId: random.pick(["whole", "oat"]) };
	const shots = { groupId: "shots", optionId: "extra", quantity: 1 + random.below(3) };
	return random.chance(0.5) ? line : { ...line, options: random.pick([[milk], [shots], [shots, milk]]) };
};

const several = <Item>(random: Random, most: number, create: () => Item, least = 0): Item[] =>
	Array.from({ length: least + random.below(most - least + 1) }, create);

/** How fast the people of one order act. */
const paceOf = (random: Random): number => {
	const mood = random.next();
	if (mood < 0.35) return random.between(1, 40);
	return mood < 0.6 ? random.between(0.2, 5) * SECOND : random.spread(10 * SECOND, 4 * MINUTE);
};

/** When many customers arrive within two seconds. */
export const rushesOf = (seed: number, duration: number): number[] => {
	const random = new Random(seed, "rushes");
	return Array.from({ length: random.pick([1, 2, 5]) }, () => random.between(0.05, 0.9) * duration);
};
const RUSH = 2 * SECOND;
/** Customers have ten minutes to pay. */
const LAST_MOMENT = 10 * MINUTE;

/** The scenario of one life. It depends on nothing but the seed and the number of the life. */
export const scenarioOf = (seed: number, life: number, duration: number, customers: number): Scenario => {
	const random = new Random(seed, `life ${life}`);
	const ofTime = new Random(seed, `time of life ${life}`);
	const quartersAhead = ofTime.chance(SCHEDULED) ? 2 + ofTime.below(2) : undefined;
	const ofOptions = new Random(seed, `options of life ${life}`);
	const rushes = rushesOf(seed, duration);
	// One great rush, or several small ones.
	const isInRush = random.chance(rushes.length === 1 ? 0.7 : 0.33);
	const isLastMoment = random.chance(0.12);
	const pace = isInRush && random.chance(0.5) ? random.between(1, 40) : paceOf(random);
	return {
		customerId: `acc_${random.below(customers)}`,
		arrivesAt: isInRush ? random.pick(rushes) + random.between(0, RUSH) : random.between(0, duration),
		storeId: random.pick(STORES),
		kind: random.pick(["pickup", "pickup", "delivery", "parcel"]),
		timing: random.pick(["prepaid", "prepaid", "on_receipt"]),
		lines: several(random, 3, () => ({ productId: random.pick(PRODUCTS), quantity: 1 + random.below(4) }), 1).map((line) =>
			withOptions(line, ofOptions),
		),
		tokens: [...(isLastMoment ? [random.pick(SLOW_TOKENS)] : []), ...several(random, 4, () => random.pick(TOKENS))],
		cancels: random.chance(0.5) ? { during: random.pick(CANCEL_DURING), after: random.between(0, pace * 1.2) } : undefined,
		store: random.mostly("accepts", "rejects", "acceptsAndRejects", "ignores"),
		barista: random.mostly("brews", "isSlow", "isAbsent"),
		customer: random.mostly("collects", "forgets"),
		riders: several(random, 3, () => random.pick(RIDER_BEHAVIORS)),
		hesitates: isLastMoment ? LAST_MOMENT - random.spread(50, 6_000) : 0,
		refunded: random.chance(0.3),
		quartersAhead,
		closesThen: quartersAhead !== undefined && ofTime.chance(0.15),
		pace,
		duplicates: random.chance(0.3),
	};
};
