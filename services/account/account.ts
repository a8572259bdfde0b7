import type { Role } from "../../lib/caller.ts";
import type { AccountSaid } from "../../lib/catalogue.ts";
import type { Language } from "../../lib/problems.ts";
import { become, type Decision, ignore, next, type Rules, refuse } from "../../lib/rules.ts";
import { AccountErased, PhoneTaken, WrongPassword } from "./account.errors.ts";

export type AccountStatus = "active" | "erased";

/** What a person has told of themselves is null once they have left. */
export interface Account {
	id: string;
	status: AccountStatus;
	/** Outlives the rest by moments, until it is free for others. */
	phone: string | null;
	passwordHash: string | null;
	name: string | null;
	language: Language;
	roles: Role[];
	storeId: string | null;
	createdAt: number;
	erasedAt: number | null;
}

export interface Registration {
	id: string;
	phone: string;
	passwordHash: string;
	name: string;
	language: Language;
	roles: Role[];
	storeId: string | null;
}

export interface AccountChange {
	name?: string;
	language?: Language;
	/** `from` is the hash that the current password was checked against. */
	password?: { from: string; to: string };
}

export type AccountCommand =
	| ({ type: "register" } & Registration)
	| ({ type: "change" } & AccountChange)
	| { type: "erase" }
	| { type: "forget" };

/** The whole life of an account: status → command → next status. A pair not listed is refused or without effect. */
export const TRANSITIONS = {
	active: { change: "active", erase: "erased" },
	erased: { forget: "erased" },
} satisfies Record<AccountStatus, Partial<Record<AccountCommand["type"], AccountStatus>>>;

/** Whoever erases an account also forgets its phone and sessions at once; this is for when they were killed in between. */
const FORGET_AFTER = 5_000;

const register = ({ type: _, ...registration }: AccountCommand & { type: "register" }, at: number): Decision<Account> =>
	become({ ...registration, status: "active", createdAt: at, erasedAt: null }, "account.registered");

const change = (account: Account, { language = account.language, name, password }: AccountChange): Decision<Account> => {
	if (password && password.from !== account.passwordHash) return refuse(new WrongPassword(account.id));
	const changed = { ...account, name: name ?? account.name, language, passwordHash: password?.to ?? account.passwordHash };
	if (changed.name !== account.name || language !== account.language) return become(changed, "account.changed");
	return password ? become(changed) : ignore;
};

const erase = (account: Account, at: number): Decision<Account> =>
	become({ ...account, status: "erased", passwordHash: null, name: null, erasedAt: at }, "account.erased");

export const decide = (account: Account | null, command: AccountCommand, at: number): Decision<Account> => {
	if (command.type === "register") return account ? refuse(new PhoneTaken(account.id)) : register(command, at);
	if (!account) return ignore;
	if (!next<AccountStatus>(TRANSITIONS, account.status, command.type))
		return account.status === "erased" ? refuse(new AccountErased(account.id)) : ignore;
	switch (command.type) {
		case "change":
			return change(account, command);
		case "erase":
			return erase(account, at);
		case "forget":
			return account.phone === null ? ignore : become({ ...account, phone: null });
	}
};

export const accountRules: Rules<Account, AccountCommand> = {
	decide,
	due: ({ erasedAt, phone }) =>
		erasedAt !== null && phone !== null ? { at: erasedAt + FORGET_AFTER, command: { type: "forget" } } : undefined,
	tells: ({ id, language, name, roles, status, storeId }): AccountSaid => ({
		id,
		roles,
		storeId,
		name,
		language,
		erased: status === "erased",
	}),
};
