import fc from "fast-check";
import type { Level } from "../../contracts/common.ts";
import { aLine, anOrder } from "../../test/support/builders/order.ts";
import { type Customer, type CustomerCommand, customerRules, decide, levelOf, quantityToNextLevel } from "./customer-level.ts";
import { entryOf } from "./ledger.ts";

const accountId = "acc_1";
const COMMANDS = {
	meet: { type: "meet", accountId, name: "Mina" },
	rename: { type: "rename", accountId, name: "Mina" },
	enter: { type: "enter", accountId, delta: 5 },
	check: { type: "check" },
} satisfies Record<CustomerCommand["type"], CustomerCommand>;

const CUSTOMERS: Record<string, Customer | null> = {
	stranger: null,
	newcomer: { accountId, name: "Jun", level: "Bronze", score: 0 },
	"about to rise": { accountId, name: "Mina", level: "Bronze", score: 5 },
	"about to fall": { accountId, name: null, level: "Gold", score: -2 },
};

const inShort = (customer: Customer | null, command: CustomerCommand): string => {
	const decision = decide(customer, command);
	if (decision.kind !== "become") return decision.kind;
	const { level, name, score } = decision.state;
	return [name, level, score, ...decision.emits].join(" ");
};

const EXPECTED: [keyof typeof CUSTOMERS, CustomerCommand["type"], string][] = [
	["stranger", "meet", "Mina Bronze 0 level.changed"],
	["stranger", "rename", "Mina Bronze 0 level.changed"],
	["stranger", "enter", " Bronze 5 level.changed"],
	["stranger", "check", "ignore"],
	["newcomer", "meet", "ignore"],
	["newcomer", "rename", "Mina Bronze 0"],
	["newcomer", "enter", "Jun Bronze 5 level.changed"],
	["newcomer", "check", "ignore"],
	["about to rise", "meet", "ignore"],
	["about to rise", "rename", "ignore"],
	["about to rise", "enter", "Mina Bronze 10 level.changed"],
	["about to rise", "check", "Mina Silver 5 level.changed"],
	["about to fall", "meet", "ignore"],
	["about to fall", "rename", "Mina Gold -2"],
	["about to fall", "enter", " Gold 3 level.changed"],
	["about to fall", "check", " Bronze -2 level.changed"],
];

describe("every customer and command", () => {
	it.each(EXPECTED)("%s, %s: %s", (customer, command, expected) => {
		expect(inShort(CUSTOMERS[customer]!, COMMANDS[command])).toBe(expected);
	});

	it("leaves no pair out", () => {
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

	it("is another once what is to go has come, and not before", () => {
		fc.assert(
			fc.property(fc.integer({ min: -100, max: 19 }), (score) => {
				const toGo = quantityToNextLevel(score)!;

				expect(levelOf(score + toGo)).not.toBe(levelOf(score));
				expect(levelOf(score + toGo - 1)).toBe(levelOf(score));
			}),
		);
	});

	it("stays the last order's until the next, while the next is told of", () => {
		expect(customerRules.snapshot?.(CUSTOMERS["about to rise"]!)).toEqual({ accountId, level: "Bronze", nextLevel: "Silver", score: 5 });
	});
});

describe("an entry", () => {
	const order = anOrder({ lines: [aLine({ quantity: 2 }), aLine({ quantity: 3 })] });

	it("is the quantity of all lines, there and back", () => {
		expect(entryOf(order, "completed", 7)).toEqual({ accountId, orderId: "ord_1", delta: 5, reason: "completed", at: 7 });
		expect(entryOf(order, "refunded", 8)).toEqual({ accountId, orderId: "ord_1", delta: -5, reason: "refunded", at: 8 });
	});

	it("is not made of a parcel", () => {
		expect(entryOf(anOrder({ kind: "parcel", lines: [] }), "completed", 1)).toBeUndefined();
	});
});
