import { actions, messages } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, page, pageOf, slug, text } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

const Language = oneOf("ko", "en");
const Role = oneOf("customer", "staff", "rider", "operator");
const Roles = Type.Array(Role, { minItems: 1, uniqueItems: true });

/** An account in its messages. */
export const AccountSnapshot = Type.Object({
	id: Type.String(),
	roles: Type.Array(Type.String()),
	storeId: nullable(Type.String()),
	name: nullable(Type.String()),
	language: Language,
	erased: Type.Boolean({ description: "The account was deleted and its personal data erased." }),
	suspended: Type.Optional(Type.Boolean({ description: "An operator suspended the account: it cannot sign in." })),
});
export type AccountSnapshot = Static<typeof AccountSnapshot>;

/** An account in the API. Phone and name are null when unknown or erased. */
export const Account = named("Account", {
	id: Type.String(),
	phone: nullable(Type.String()),
	name: nullable(Type.String()),
	language: Language,
	roles: Type.Array(Role),
	storeId: nullable(Type.String()),
	createdAt: isoTime,
	version: Type.Integer(),
});
export type Account = Static<typeof Account>;

const accountId = Type.String({ pattern: "^acc_[0-9A-Za-z_-]{1,100}$", maxLength: 104 });
const AccountStatus = oneOf("active", "suspended", "erased");

/** What was done to an account, and by which account. */
const AccountAct = Type.Object({
	at: isoTime,
	act: oneOf("roles_changed", "suspended", "reinstated", "sessions_ended"),
	by: Type.String({ description: "The account of the operator." }),
	reason: nullable(Type.String()),
});

/** An account as operators see it. */
export const ManagedAccount = named("ManagedAccount", {
	...Account.properties,
	status: AccountStatus,
	history: Type.Array(AccountAct, { description: "What operators did to the account, newest first; at most 50 entries." }),
});
export type ManagedAccount = Static<typeof ManagedAccount>;

export const Session = named("Session", { token: Type.String(), expiresAt: isoTime, account: Account });
export type Session = Static<typeof Session>;

/** One of the caller's own sessions. */
export const OpenSession = named("OpenSession", {
	id: Type.String(),
	device: nullable(Type.String(), { description: "Browser and system, such as `Chrome, Android`; null if unknown." }),
	current: Type.Boolean({ description: "The session of this request." }),
	createdAt: isoTime,
	lastSeenAt: Type.String({ format: "date-time", description: "Accurate to about a quarter of an hour." }),
	expiresAt: isoTime,
});
export type OpenSession = Static<typeof OpenSession>;

const newPassword = Type.String({ minLength: 8, maxLength: 200 });
/** An existing password to verify: the rules for new passwords do not apply. */
const knownPassword = Type.String({ maxLength: 200 });

/** The versions of the terms that are in force. */
export const CONSENT = { terms: "2026-07-01", privacy: "2026-07-01" } as const;
const Consent = Type.Object({ terms: oneOf(CONSENT.terms), privacy: oneOf(CONSENT.privacy) });

const newPhone = Type.String({ pattern: "^\\d{9,15}$", maxLength: 15 });
const code = Type.String({ pattern: "^\\d{6}$", maxLength: 6, description: "The code that was sent to the phone." });

export const CodePurpose = oneOf("sign_up", "password");
export type CodePurpose = Static<typeof CodePurpose>;

export const SentCode = named("SentCode", {
	expiresAt: isoTime,
	code: Type.Optional(
		Type.String({ description: "Only from the simulated provider, and not in production: real codes are sent to the phone." }),
	),
});
export type SentCode = Static<typeof SentCode>;

const Credentials = Type.Object({ phone: Type.String({ maxLength: 50 }), password: knownPassword });
export type Credentials = Static<typeof Credentials>;

const NewAccount = Type.Object({
	phone: newPhone,
	password: Type.Optional({
		...newPassword,
		description: "Required, except from an operator: without it, the person is invited by SMS to set one.",
	}),
	name: text(100),
	language: Type.Optional(Language),
	code: Type.Optional({ ...code, description: "The code that was sent to the phone. Required, except from an operator." }),
	consent: Type.Optional({
		...Consent,
		description: "The versions of terms and privacy policy that the person accepts. Required, except from an operator.",
	}),
	roles: Type.Optional(Roles),
	storeId: Type.Optional(slug),
});
export type NewAccount = Static<typeof NewAccount>;

const AccountPatch = Type.Object({
	name: Type.Optional(text(100)),
	language: Type.Optional(Language),
	password: Type.Optional(newPassword),
	currentPassword: Type.Optional(knownPassword),
});
export type AccountPatch = Static<typeof AccountPatch>;

/** Claims of an identity provider about a person. */
const Introduction = Type.Object({
	id: Type.String(),
	name: nullable(Type.String()),
	language: Language,
	roles: Type.Array(Role),
	storeId: nullable(Type.String()),
	issuedAt: Type.Number({ description: "When the provider issued the token." }),
});
export type Introduction = Static<typeof Introduction>;

export const account = actions("account", {
	signIn: {
		summary: "Signs in",
		route: "POST /v1/sessions",
		status: 201,
		location: "/v1/sessions/current",
		guesses: "phone",
		guard: "anyone",
		input: Credentials,
		output: Session,
		refuses: ["bad_credentials", "account_suspended"],
	},
	signOut: {
		summary: "Signs out and revokes the session on every node",
		route: "DELETE /v1/sessions/current",
		status: 204,
		guard: "signedIn",
	},
	sessions: {
		summary: "Lists the caller's sessions in force, newest first",
		route: "GET /v1/me/sessions",
		guard: "signedIn",
		output: Type.Object({ items: Type.Array(OpenSession, { description: "At most 100." }) }),
	},
	endSession: {
		summary: "Ends one of the caller's sessions on every node",
		route: "DELETE /v1/me/sessions/:sessionId",
		status: 204,
		guard: "signedIn",
		input: Type.Object({ sessionId: Type.String({ pattern: "^ses_[0-9A-Za-z_-]{1,100}$", maxLength: 104 }) }),
		refuses: ["not_found"],
	},
	endOtherSessions: {
		summary: "Ends all sessions of the caller except this one",
		route: "DELETE /v1/me/sessions",
		status: 204,
		guard: "signedIn",
	},
	sendCode: {
		summary: "Sends a one-time code by SMS; the answer is the same whether or not the phone has an account",
		route: "POST /v1/codes",
		guard: "anyone",
		sendsMessage: true,
		input: Type.Object({ phone: newPhone, purpose: CodePurpose }),
		output: SentCode,
		refuses: ["too_many_codes", "sms_not_sent"],
	},
	resetPassword: {
		summary: "Sets a new password with a code, and ends all sessions",
		route: "POST /v1/password-resets",
		status: 204,
		guard: "anyone",
		input: Type.Object({ phone: newPhone, code, password: newPassword }),
		refuses: ["wrong_code", "no_account", "account_suspended"],
	},
	register: {
		summary: "Creates a customer account for the holder of a phone; operators create accounts of any role and invite their holders",
		route: "POST /v1/accounts",
		status: 201,
		location: "/v1/me",
		createsOnce: true,
		guard: "anyone",
		reserved: { roles: ["operator"], storeId: ["operator"] },
		input: NewAccount,
		output: Account,
		refuses: ["wrong_code", "phone_taken", "unknown_store"],
	},
	get: {
		summary: "Returns the caller's account",
		route: "GET /v1/me",
		guard: "signedIn",
		output: Account,
		refuses: ["not_found"],
	},
	change: {
		summary: "Updates the caller's account; a new password revokes all other sessions",
		route: "PATCH /v1/me",
		guard: "signedIn",
		input: AccountPatch,
		output: Account,
		refuses: ["not_found", "wrong_password"],
	},
	erase: {
		summary: "Deletes the caller's personal data; orders remain, anonymized",
		route: "DELETE /v1/me",
		status: 204,
		guard: "signedIn",
		refuses: ["not_found"],
	},
	list: {
		summary: "Lists accounts, newest first, or those of a phone number, a role or a store",
		route: "GET /v1/accounts",
		guard: ["operator"],
		input: Type.Object({
			...page,
			phone: Type.Optional(newPhone),
			role: Type.Optional(Role),
			storeId: Type.Optional(slug),
		}),
		output: pageOf(ManagedAccount),
	},
	find: {
		summary: "Returns an account and what operators did to it",
		route: "GET /v1/accounts/:accountId",
		guard: ["operator"],
		input: Type.Object({ accountId }),
		output: ManagedAccount,
		refuses: ["not_found"],
	},
	assign: {
		summary: "Changes the roles and the store of an account, and ends its sessions",
		route: "PUT /v1/accounts/:accountId/roles",
		guard: ["operator"],
		input: Type.Object({ accountId, roles: Roles, storeId: Type.Optional(slug) }),
		output: ManagedAccount,
		refuses: ["not_found", "unknown_store", "own_account", "managed_by_provider", "account_erased"],
	},
	suspend: {
		summary: "Suspends an account: its sessions end, and it cannot sign in",
		route: "PUT /v1/accounts/:accountId/suspension",
		guard: ["operator"],
		input: Type.Object({ accountId, reason: text(200) }),
		output: ManagedAccount,
		refuses: ["not_found", "own_account", "account_erased"],
	},
	reinstate: {
		summary: "Lifts the suspension of an account",
		route: "DELETE /v1/accounts/:accountId/suspension",
		guard: ["operator"],
		input: Type.Object({ accountId }),
		output: ManagedAccount,
		refuses: ["not_found", "account_erased"],
	},
	endSessions: {
		summary: "Ends all sessions of an account",
		route: "DELETE /v1/accounts/:accountId/sessions",
		guard: ["operator"],
		input: Type.Object({ accountId }),
		output: ManagedAccount,
		refuses: ["not_found", "account_erased"],
	},
	meet: {
		summary: "Creates or updates the account of a user signed in by an identity provider",
		guard: "internal",
		input: Introduction,
	},
	phone: {
		summary: "Returns the phone number of an account; null once it is erased",
		guard: "internal",
		input: Type.Object({ accountId: Type.String() }),
		output: nullable(Type.String()),
	},
});

export const accountMessages = messages("account", AccountSnapshot, ["registered", "changed", "suspended", "reinstated", "erased"]);
export type AccountMessage = keyof typeof accountMessages;

export const accountProblems = {
	bad_credentials: problem(401, "전화번호 또는 비밀번호가 올바르지 않습니다.", "The phone number or password is incorrect."),
	wrong_password: problem(422, "현재 비밀번호가 올바르지 않습니다.", "The current password is incorrect."),
	wrong_code: problem(422, "인증번호가 올바르지 않거나 만료되었습니다.", "The code is incorrect or has expired.", ["triesLeft"]),
	too_many_codes: problem(
		429,
		"인증번호를 너무 많이 요청했습니다. 나중에 다시 시도해 주세요.",
		"Too many codes were requested for this phone. Try again later.",
	),
	no_account: problem(422, "이 전화번호로 가입된 계정이 없습니다.", "No account has this phone number."),
	account_suspended: problem(403, "이용이 정지된 계정입니다. 고객센터에 문의해 주세요.", "This account is suspended. Contact us."),
	account_erased: problem(409, "탈퇴한 계정입니다.", "This account was erased."),
	own_account: problem(409, "본인 계정에는 할 수 없는 작업입니다.", "You cannot do this to your own account."),
	managed_by_provider: problem(
		409,
		"외부 로그인 계정의 권한은 로그인 제공자에서 변경해 주세요.",
		"Change the roles of this account at the identity provider.",
	),
	phone_taken: problem(409, "이미 가입된 전화번호입니다.", "This phone number is already registered."),
};
