import type { LevelMessage } from "../../contracts/customer-level.ts";
import type { Level } from "../../contracts/notation/common.ts";
import { become, type Decision, ignore, type RulesFor } from "../../lib/actor/rules.ts";

/** The name is null until a message brings it, and after the account is erased. */
export interface Customer {
	accountId: string;
	name: string | null;
	/** The level that the last order was placed at. */
	level: Level;
	/** The sum of the customer's ledger entries. */
	score: number;
}

export type CustomerCommand =
	| { type: "register"; accountId: string; name: string | null }
	| { type: "rename"; accountId: string; name: string | null }
	| { type: "addPoints"; accountId: string; delta: number }
	| { type: "check" };

const LEVELS = ["Bronze", "Silver", "Gold", "Platinum", "Diamond"] as const satisfies Level[];
const POINTS_PER_LEVEL = 5;

const rankOf = (score: number): number => Math.min(Math.max(Math.floor(score / POINTS_PER_LEVEL), 0), LEVELS.length - 1);

/** The level of the next order. */
export const levelOf = (score: number): Level => LEVELS[rankOf(score)]!;

/** Null at the highest level. */
export const quantityToNextLevel = (score: number): number | null => {
	const rank = rankOf(score);
	return rank === LEVELS.length - 1 ? null : (rank + 1) * POINTS_PER_LEVEL - score;
};

const newcomer = (accountId: string, name: string | null): Customer => ({ accountId, name, level: levelOf(0), score: 0 });

const check = (customer: Customer): Decision<Customer, LevelMessage> => {
	const level = levelOf(customer.score);
	return level === customer.level ? ignore : become({ ...customer, level }, "level.changed");
};

export const decide = (customer: Customer | null, command: CustomerCommand): Decision<Customer, LevelMessage> => {
	if (command.type === "check") return customer ? check(customer) : ignore;
	const { accountId } = command;
	switch (command.type) {
		case "register":
			return customer ? ignore : become(newcomer(accountId, command.name), "level.changed");
		case "rename":
			if (!customer) return become(newcomer(accountId, command.name), "level.changed");
			return customer.name === command.name ? ignore : become({ ...customer, name: command.name });
		case "addPoints": {
			const { score, ...known } = customer ?? newcomer(accountId, null);
			return become({ ...known, score: score + command.delta }, "level.changed");
		}
	}
};

export const customerRules: RulesFor<Customer, CustomerCommand, LevelMessage> = {
	decide,
	republish: () => ["level.changed"],
	snapshot: ({ accountId, level, score }) => ({ accountId, level, nextLevel: levelOf(score), score }),
};
