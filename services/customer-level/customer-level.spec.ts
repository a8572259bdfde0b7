import fc from "fast-check";
import type { Level } from "../../contracts/notation/common.ts";
import { aLine, anOrder } from "../../test/support/builders/order.ts";
import { type Customer, type CustomerCommand, customerRules, decide, levelOf, quantityToNextLevel } from "./customer-level.ts";
import { entryOf } from "./ledger.ts";

const accountId = "acc_1";
const COMMANDS = {
	register: { type: "register", accountId, name: "Mina" },
	rename: { type: "rename", accountId, name: "Mina" },
	addPoints: { type: "addPoints", accountId, delta: 5 },
	check: { type: "check" },
} satisfies Record<CustomerCommand["type"], CustomerCommand>;

const CUSTOMERS: Record<string, Customer | null> = {
	stranger: null,
	newcomer: { accountId, name: "Jun", level: "Bronze", score: 0 },
	"due to rise": { accountId, name: "Mina", level: "Bronze", score: 5 },
	"due to fall": { accountId, name: null, level: "Gold", score: -2 },
};

const inShort = (customer: Customer | null, command: CustomerCommand): string => {
	const decision = decide(customer, command);
	if (decision.kind !== "become") return decision.kind;
	const { level, name, score } = decision.state;
	return [name, level, score, ...decision.emits].join(" ");
};

const EXPECTED: [keyof typeof CUSTOMERS, CustomerCommand["type"], string][] = [
	["stranger", "register", "Mina Bronze 0 level.changed"],
	["stranger", "rename", "Mina Bronze 0 level.changed"],
	["stranger", "addPoints", " Bronze 5 level.changed"],
	["stranger", "check", "ignore"],
	["newcomer", "register", "ignore"],
	["newcomer", "rename", "Mina Bronze 0"],
	["newcomer", "addPoints", "Jun Bronze 5 level.changed"],
	["newcomer", "check", "ignore"],
	["due to rise", "register", "ignore"],
	["due to rise", "rename", "ignore"],
	["due to rise", "addPoints", "Mina Bronze 10 level.changed"],
	["due to rise", "check", "Mina Silver 5 level.changed"],
	["due to fall", "register", "ignore"],
	["due to fall", "rename", "Mina Gold -2"],
	["due to fall", "addPoints", " Gold 3 level.changed"],
	["due to fall", "check", " Bronze -2 level.changed"],
];

describe("every customer and command", () => {
	it.each(EXPECTED)("%s, %s: %s", (customer, command, expected) => {
		expect(inShort(CUSTOMERS[customer]!, COMMANDS[command])).toBe(expected);
	});

	it("covers every pair", () => {
		expect(new Set(EXPECTED.map(([customer, command]) => `${customer} ${command}`)).size).toBe(
			Object.keys(CUSTOMERS).length * Object.keys(COMMANDS).length,
		);
	});
});

describe("the level", () => {
	it.each<[number, Level, number | null]>([
		[-7, "Bronze", 12],
		[-1, "Bronze", 6],
		[0, "Bronze", 5],
		[4, "Bronze", 1],
		[5, "Silver", 5],
		[9, "Silver", 1],
		[10, "Gold", 5],
		[15, "Platinum", 5],
		[19, "Platinum", 1],
		[20, "Diamond", null],
		[1_000, "Diamond", null],
	])("of %i is %s, with %s to go", (score, level, toGo) => {
		expect([levelOf(score), quantityToNextLevel(score)]).toEqual([level, toGo]);
	});

	it("changes exactly when the remaining quantity is reached", () => {
		fc.assert(
			fc.property(fc.integer({ min: -100, max: 19 }), (score) => {
				const toGo = quantityToNextLevel(score)!;

				expect(levelOf(score + toGo)).not.toBe(levelOf(score));
				expect(levelOf(score + toGo - 1)).toBe(levelOf(score));
			}),
		);
	});

	it("stays that of the last order, while messages carry the next", () => {
		expect(customerRules.snapshot?.(CUSTOMERS["due to rise"]!)).toEqual({ accountId, level: "Bronze", nextLevel: "Silver", score: 5 });
	});
});

describe("an entry", () => {
	const order = anOrder({ lines: [aLine({ quantity: 2 }), aLine({ quantity: 3 })] });

	it("adds the quantity of all lines, and subtracts it when refunded", () => {
		expect(entryOf(order, "completed", 7)).toEqual({ accountId, orderId: "ord_1", delta: 5, reason: "completed", at: 7 });
		expect(entryOf(order, "refunded", 8)).toEqual({ accountId, orderId: "ord_1", delta: -5, reason: "refunded", at: 8 });
	});

	it("does not exist for a parcel", () => {
		expect(entryOf(anOrder({ kind: "parcel", lines: [] }), "completed", 1)).toBeUndefined();
	});
});
