import { Level } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, page, pageOf } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";

export const Customer = named("Customer", {
	name: nullable(Type.String()),
	level: Type.Enum(Level.enum, { type: "string", description: "The level that applied to the last order." }),
	nextLevel: Type.Enum(Level.enum, { type: "string", description: "The level that will apply to the next order." }),
	score: Type.Integer(),
	quantityToNextLevel: nullable(Type.Integer(), { description: "Null at the highest level." }),
	version: Type.Integer(),
});
export type Customer = Static<typeof Customer>;

export const LedgerEntry = named("LedgerEntry", {
	orderId: Type.String(),
	delta: Type.Integer(),
	reason: oneOf("completed", "refunded"),
	at: isoTime,
});
export type LedgerEntry = Static<typeof LedgerEntry>;

export const customerLevel = actions("customer-level", {
	me: {
		summary: "Returns the caller's level",
		route: "GET /v1/customers/me",
		guard: ["customer"],
		output: Customer,
		refuses: ["not_found"],
	},
	ledger: {
		summary: "Lists the changes to the caller's score, newest first",
		route: "GET /v1/customers/me/ledger",
		guard: ["customer"],
		input: Type.Object(page),
		output: pageOf(LedgerEntry),
		refuses: ["not_found"],
	},
	check: {
		summary: "Returns the level for the customer's next order, and counts that order",
		guard: "internal",
		input: Type.Object({ customerId: Type.String() }),
		output: Level,
	},
});

/** A level in its messages. */
export const LevelSnapshot = Type.Object({ accountId: Type.String(), level: Level, nextLevel: Level, score: Type.Integer() });
export type LevelSnapshot = Static<typeof LevelSnapshot>;

export const levelMessages = messages("level", LevelSnapshot, ["changed"]);
export type LevelMessage = keyof typeof levelMessages;
