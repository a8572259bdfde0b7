import type { AccountMessage, Introduction } from "../../contracts/account.ts";
import type { Language } from "../../contracts/catalogue/problems.ts";
import { become, type Decision, ignore, next, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import type { Role } from "../../lib/auth/caller.ts";
import { ManagedByProvider, NoLongerManaged, NotActive, PhoneTaken, WrongPassword } from "./account.errors.ts";

type Decided = Decision<Account, AccountMessage>;

export type AccountStatus = "active" | "suspended" | "erased";

/** What an operator did to an account. */
export interface AccountAct {
	at: number;
	act: "roles_changed" | "suspended" | "reinstated" | "sessions_ended";
	by: string;
	reason: string | null;
}

/** Personal data is null once the account is erased. */
export interface Account {
	id: string;
	status: AccountStatus;
	/** Kept after an erasure until its claim is removed. */
	phone: string | null;
	/** Null until an invited person has set one, and for accounts that sign in at an identity provider, which have no phone either. */
	passwordHash: string | null;
	name: string | null;
	language: Language;
	roles: Role[];
	storeId: string | null;
	/** The role that lists of accounts are searched by. Absent in accounts that were last written before there were such lists. */
	mainRole?: Role;
	createdAt: number;
	erasedAt: number | null;
	consent?: ConsentGiven;
	/** Sessions still to be ended, except one. */
	ending?: { at: number; except?: string };
	/** Newest first. */
	history?: AccountAct[];
}

/** The versions that the person accepted at sign-up. */
export interface ConsentGiven {
	terms: string;
	privacy: string;
	at: number;
}

export interface Registration {
	id: string;
	phone: string;
	passwordHash: string | null;
	consent?: ConsentGiven;
	name: string;
	language: Language;
	roles: Role[];
	storeId: string | null;
}

export interface AccountChange {
	name?: string;
	language?: Language;
	/** `from` is the hash that the current password was checked against. */
	password?: { from: string; to: string; except?: string };
}

export type AccountCommand =
	| ({ type: "register" } & Registration)
	| ({ type: "meet" } & Introduction)
	| ({ type: "change" } & AccountChange)
	| { type: "resetPassword"; to: string }
	| { type: "rehash"; from: string; to: string }
	| { type: "assign"; roles: Role[]; storeId: string | null; by: string }
	| { type: "suspend"; reason: string; by: string }
	| { type: "reinstate"; by: string }
	| { type: "endSessions"; by: string }
	| { type: "sessionsEnded"; at: number }
	| { type: "erase" }
	| { type: "forget" };

/** The whole life of an account: status → command → next status. A pair not listed is refused or ignored. */
export const TRANSITIONS = {
	active: {
		meet: "active",
		change: "active",
		resetPassword: "active",
		rehash: "active",
		assign: "active",
		suspend: "suspended",
		endSessions: "active",
		sessionsEnded: "active",
		erase: "erased",
	},
	suspended: {
		assign: "suspended",
		reinstate: "active",
		endSessions: "suspended",
		sessionsEnded: "suspended",
		erase: "erased",
	},
	erased: { meet: "active", forget: "erased" },
} satisfies Record<AccountStatus, Partial<Record<AccountCommand["type"], AccountStatus>>>;

/** Phone and sessions are removed at once; the timer finishes it if the process was killed in between. */
const FINISH_AFTER = 5_000;
const MAX_HISTORY = 50;

/** Accounts are searched by their most powerful role. */
const mainRoleOf = (roles: readonly Role[]): Role =>
	(["operator", "staff", "rider"] as const).find((role) => roles.includes(role)) ?? "customer";

const register = ({ type: _, ...registration }: AccountCommand & { type: "register" }, at: number): Decided =>
	become(
		{ ...registration, mainRole: mainRoleOf(registration.roles), status: "active", createdAt: at, erasedAt: null },
		"account.registered",
	);

const introduce = ({ id, language, name, roles, storeId }: Introduction, at: number): Decided => {
	const noCredentials = { phone: null, passwordHash: null, erasedAt: null };
	return become(
		{ id, status: "active", name, language, roles, storeId, mainRole: mainRoleOf(roles), ...noCredentials, createdAt: at },
		"account.registered",
	);
};

/** Roles and store follow the identity provider; name and language stay as the user has set them. */
const update = (account: Account, { name, roles, storeId }: Introduction): Decided => {
	const updated = { ...account, name: account.name ?? name, roles, storeId, mainRole: mainRoleOf(roles) };
	const isUnchanged = updated.name === account.name && storeId === account.storeId && String(roles) === String(account.roles);
	return isUnchanged ? ignore : become(updated, "account.changed");
};

/** Only a token that was issued after the erasure restores the account. */
const restore = (account: Account, introduction: Introduction, at: number): Decided =>
	introduction.issuedAt > account.erasedAt! ? introduce(introduction, at) : refuse(new NotActive(account.id, "erased"));

const change = (account: Account, { language = account.language, name, password }: AccountChange, at: number): Decided => {
	if (password && password.from !== account.passwordHash) return refuse(new WrongPassword(account.id));
	const ending = password && { ending: { at, ...(password.except ? { except: password.except } : undefined) } };
	const changed = { ...account, name: name ?? account.name, language, passwordHash: password?.to ?? account.passwordHash, ...ending };
	if (changed.name !== account.name || language !== account.language) return become(changed, "account.changed");
	return password ? become(changed) : ignore;
};

const recorded = (account: Account, act: AccountAct): AccountAct[] => [act, ...(account.history ?? [])].slice(0, MAX_HISTORY);

/** Tokens contain the roles, so the sessions end. */
const assign = (account: Account, { by, roles, storeId }: AccountCommand & { type: "assign" }, at: number): Decided => {
	if (account.phone === null) return refuse(new ManagedByProvider(account.id));
	if (storeId === account.storeId && String(roles) === String(account.roles)) return ignore;
	const history = recorded(account, { at, act: "roles_changed", by, reason: `${account.roles} → ${roles}` });
	return become({ ...account, roles, storeId, mainRole: mainRoleOf(roles), history, ending: { at } }, "account.changed");
};

const suspend = (account: Account, { by, reason }: AccountCommand & { type: "suspend" }, at: number): Decided => {
	const history = recorded(account, { at, act: "suspended", by, reason });
	return become({ ...account, status: "suspended", history, ending: { at } }, "account.suspended");
};

const reinstate = (account: Account, by: string, at: number): Decided =>
	become({ ...account, status: "active", history: recorded(account, { at, act: "reinstated", by, reason: null }) }, "account.reinstated");

const endSessions = (account: Account, by: string, at: number): Decided =>
	become({ ...account, history: recorded(account, { at, act: "sessions_ended", by, reason: null }), ending: { at } });

const sessionsEnded = ({ ending, ...account }: Account, at: number): Decided => (ending?.at === at ? become(account) : ignore);

/** A command that an account in this status does not accept. */
const notAccepted = ({ id, status }: Account, command: AccountCommand): Decided => {
	if (command.type === "sessionsEnded" || command.type === "forget") return ignore;
	if (!("by" in command)) return refuse(new NotActive(id, status));
	return status === "erased" ? refuse(new NoLongerManaged(id)) : ignore;
};

const erase = (account: Account, at: number): Decided =>
	become(
		{
			...account,
			status: "erased",
			passwordHash: null,
			name: null,
			erasedAt: at,
			history: account.history?.map((act) => ({ ...act, reason: null })) ?? [],
		},
		"account.erased",
	);

export const decide = (account: Account | null, command: AccountCommand, at: number): Decided => {
	if (command.type === "register") return account ? refuse(new PhoneTaken(account.id)) : register(command, at);
	if (!account) return command.type === "meet" ? introduce(command, at) : ignore;
	if (!next<AccountStatus, AccountCommand["type"]>(TRANSITIONS, account.status, command.type)) return notAccepted(account, command);
	switch (command.type) {
		case "meet":
			return account.status === "erased" ? restore(account, command, at) : update(account, command);
		case "change":
			return change(account, command, at);
		case "resetPassword":
			return become({ ...account, passwordHash: command.to, ending: { at } });
		case "rehash":
			return command.from === account.passwordHash
				? become({ ...account, passwordHash: command.to, mainRole: mainRoleOf(account.roles) })
				: ignore;
		case "assign":
			return assign(account, command, at);
		case "suspend":
			return suspend(account, command, at);
		case "reinstate":
			return reinstate(account, command.by, at);
		case "endSessions":
			return endSessions(account, command.by, at);
		case "sessionsEnded":
			return sessionsEnded(account, command.at);
		case "erase":
			return erase(account, at);
		case "forget":
			return account.phone === null ? ignore : become({ ...account, phone: null });
	}
};

export const accountRules: RulesFor<Account, AccountCommand, AccountMessage> = {
	decide,
	due: ({ ending, erasedAt, phone }) => {
		if (erasedAt !== null) return phone === null ? undefined : { at: erasedAt + FINISH_AFTER, command: { type: "forget" } };
		return ending && { at: ending.at + FINISH_AFTER, command: { type: "sessionsEnded" } };
	},
	republish: ({ status }) => [status === "active" ? "account.changed" : `account.${status}`],
	snapshot: ({ id, language, name, roles, status, storeId }) => ({
		id,
		roles,
		storeId,
		name,
		language,
		erased: status === "erased",
		suspended: status === "suspended",
	}),
};
