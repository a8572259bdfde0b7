import type { AccountMessage, Introduction } from "../../contracts/account.ts";
import type { Language } from "../../contracts/catalogue/problems.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import type { Role } from "../../lib/auth/caller.ts";
import { AccountErased, PhoneTaken, WrongPassword } from "./account.errors.ts";

type Decided = Decision<Account, AccountMessage>;

export type AccountStatus = "active" | "erased";

/** Personal data is null once the account is erased. */
export interface Account {
	id: string;
	status: AccountStatus;
	/** Kept after an erasure until its claim is removed. */
	phone: string | null;
	/** Null, like the phone, for accounts that sign in at an identity provider. */
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
	| ({ type: "meet" } & Introduction)
	| ({ type: "change" } & AccountChange)
	| { type: "erase" }
	| { type: "forget" };

/** The whole life of an account: status → command → next status. A pair not listed is refused or ignored. */
export const TRANSITIONS = {
	active: { meet: "active", change: "active", erase: "erased" },
	erased: { meet: "active", forget: "erased" },
} satisfies Record<AccountStatus, Partial<Record<AccountCommand["type"], AccountStatus>>>;

/** An erasure removes phone and sessions at once; the timer finishes it if the process was killed in between. */
const FORGET_AFTER = 5_000;

const register = ({ type: _, ...registration }: AccountCommand & { type: "register" }, at: number): Decided =>
	become({ ...registration, status: "active", createdAt: at, erasedAt: null }, "account.registered");

const introduce = ({ id, language, name, roles, storeId }: Introduction, at: number): Decided => {
	const noCredentials = { phone: null, passwordHash: null, erasedAt: null };
	return become({ id, status: "active", name, language, roles, storeId, ...noCredentials, createdAt: at }, "account.registered");
};

/** Roles and store follow the identity provider; name and language stay as the user has set them. */
const update = (account: Account, { name, roles, storeId }: Introduction): Decided => {
	const updated = { ...account, name: account.name ?? name, roles, storeId };
	const isUnchanged = updated.name === account.name && storeId === account.storeId && String(roles) === String(account.roles);
	return isUnchanged ? ignore : become(updated, "account.changed");
};

/** Only a token that was issued after the erasure restores the account. */
const restore = (account: Account, introduction: Introduction, at: number): Decided =>
	introduction.issuedAt > account.erasedAt! ? introduce(introduction, at) : refuse(new AccountErased(account.id));

const change = (account: Account, { language = account.language, name, password }: AccountChange): Decided => {
	if (password && password.from !== account.passwordHash) return refuse(new WrongPassword(account.id));
	const changed = { ...account, name: name ?? account.name, language, passwordHash: password?.to ?? account.passwordHash };
	if (changed.name !== account.name || language !== account.language) return become(changed, "account.changed");
	return password ? become(changed) : ignore;
};

const erase = (account: Account, at: number): Decided =>
	become({ ...account, status: "erased", passwordHash: null, name: null, erasedAt: at }, "account.erased");

export const decide = (account: Account | null, command: AccountCommand, at: number): Decided => {
	if (command.type === "register") return account ? refuse(new PhoneTaken(account.id)) : register(command, at);
	if (!account) return command.type === "meet" ? introduce(command, at) : ignore;
	if (!next<AccountStatus, AccountCommand["type"]>(TRANSITIONS, account.status, command.type))
		return account.status === "erased" ? refuse(new AccountErased(account.id)) : ignore;
	switch (command.type) {
		case "meet":
			return account.status === "erased" ? restore(account, command, at) : update(account, command);
		case "change":
			return change(account, command);
		case "erase":
			return erase(account, at);
		case "forget":
			return account.phone === null ? ignore : become({ ...account, phone: null });
	}
};

export const accountRules: RulesFor<Account, AccountCommand, AccountMessage> = {
	decide,
	due: ({ erasedAt, phone }) =>
		erasedAt !== null && phone !== null ? { at: erasedAt + FORGET_AFTER, command: { type: "forget" } } : undefined,
	republish: ({ status }) => [status === "erased" ? "account.erased" : "account.changed"],
	snapshot: ({ id, language, name, roles, status, storeId }) => ({ id, roles, storeId, name, language, erased: status === "erased" }),
};
