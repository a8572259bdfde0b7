import type { Language } from "../../contracts/problems.ts";
import type { Role } from "../../lib/caller.ts";
import type { AccountSnapshot } from "../../lib/catalogue.ts";
import { become, type Decision, ignore, next, type Rules, refuse } from "../../lib/rules.ts";
import { AccountErased, PhoneTaken, WrongPassword } from "./account.errors.ts";

export type AccountStatus = "active" | "erased";

/** What a person has told of themselves is null once they have left. */
export interface Account {
	id: string;
	status: AccountStatus;
	/** Outlives the rest by moments, until it is free for others. */
	phone: string | null;
	/** Null of those who sign in elsewhere, as is their phone. */
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

/** What an identity provider says of somebody; `issuedAt` is when it said so. */
export interface Introduction extends Pick<Registration, "id" | "language" | "roles" | "storeId"> {
	name: string | null;
	issuedAt: number;
}

export interface AccountChange {
	name?: string;
	language?: Language;
	/** `from` is the hash that the current password was checked against. */
	password?: { from: string; to: string };
}

export type AccountCommand =
	| ({ type: "register" } & Registration)
	| ({ type: "meet" } & Introduction)
	| ({ type: "change" } & AccountChange)
	| { type: "erase" }
	| { type: "forget" };

/** The whole life of an account: status → command → next status. A pair not listed is refused or without effect. */
export const TRANSITIONS = {
	active: { meet: "active", change: "active", erase: "erased" },
	erased: { meet: "active", forget: "erased" },
} satisfies Record<AccountStatus, Partial<Record<AccountCommand["type"], AccountStatus>>>;

/** Whoever erases an account also forgets its phone and sessions at once; this is for when they were killed in between. */
const FORGET_AFTER = 5_000;

const register = ({ type: _, ...registration }: AccountCommand & { type: "register" }, at: number): Decision<Account> =>
	become({ ...registration, status: "active", createdAt: at, erasedAt: null }, "account.registered");

const welcome = ({ id, language, name, roles, storeId }: Introduction, at: number): Decision<Account> => {
	const nothingOfOurs = { phone: null, passwordHash: null, erasedAt: null };
	return become({ id, status: "active", name, language, roles, storeId, ...nothingOfOurs, createdAt: at }, "account.registered");
};

/** Roles are the provider's business; a name and a language are the person's, once they are known. */
const keepUp = (account: Account, { name, roles, storeId }: Introduction): Decision<Account> => {
	const met = { ...account, name: account.name ?? name, roles, storeId };
	const isTheSame = met.name === account.name && storeId === account.storeId && String(roles) === String(account.roles);
	return isTheSame ? ignore : become(met, "account.changed");
};

/** Whoever was erased is not brought back by what was said of them before, but may come back by themselves. */
const comeBack = (account: Account, introduction: Introduction, at: number): Decision<Account> =>
	introduction.issuedAt > account.erasedAt! ? welcome(introduction, at) : refuse(new AccountErased(account.id));

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
	if (!account) return command.type === "meet" ? welcome(command, at) : ignore;
	if (!next<AccountStatus>(TRANSITIONS, account.status, command.type))
		return account.status === "erased" ? refuse(new AccountErased(account.id)) : ignore;
	switch (command.type) {
		case "meet":
			return account.status === "erased" ? comeBack(account, command, at) : keepUp(account, command);
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
	snapshot: ({ id, language, name, roles, status, storeId }): AccountSnapshot => ({
		id,
		roles,
		storeId,
		name,
		language,
		erased: status === "erased",
	}),
};
