import { actions, messages } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, slug, text } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

const Language = oneOf("ko", "en");
const Role = oneOf("customer", "staff", "rider", "operator");

/** An account in its messages. */
export const AccountSnapshot = Type.Object({
	id: Type.String(),
	roles: Type.Array(Type.String()),
	storeId: nullable(Type.String()),
	name: nullable(Type.String()),
	language: Language,
	erased: Type.Boolean({ description: "The account was deleted and its personal data erased." }),
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

export const Session = named("Session", { token: Type.String(), expiresAt: isoTime, account: Account });
export type Session = Static<typeof Session>;

const newPassword = Type.String({ minLength: 8, maxLength: 200 });
/** An existing password to verify: the rules for new passwords do not apply. */
const knownPassword = Type.String({ maxLength: 200 });

const Credentials = Type.Object({ phone: Type.String({ maxLength: 50 }), password: knownPassword });
export type Credentials = Static<typeof Credentials>;

const NewAccount = Type.Object({
	phone: Type.String({ pattern: "^\\d{9,15}$", maxLength: 15 }),
	password: newPassword,
	name: text(100),
	language: Type.Optional(Language),
	roles: Type.Optional(Type.Array(Role, { minItems: 1, uniqueItems: true })),
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
		refuses: ["bad_credentials"],
	},
	signOut: {
		summary: "Signs out and revokes the session on every node",
		route: "DELETE /v1/sessions/current",
		status: 204,
		guard: "signedIn",
	},
	register: {
		summary: "Creates a customer account; operators may create accounts of any role",
		route: "POST /v1/accounts",
		status: 201,
		location: "/v1/me",
		createsOnce: true,
		guard: "anyone",
		reserved: { roles: ["operator"], storeId: ["operator"] },
		input: NewAccount,
		output: Account,
		refuses: ["phone_taken", "unknown_store"],
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

export const accountMessages = messages("account", AccountSnapshot, ["registered", "changed", "erased"]);
export type AccountMessage = keyof typeof accountMessages;

export const accountProblems = {
	bad_credentials: problem(401, "전화번호 또는 비밀번호가 올바르지 않습니다.", "The phone number or password is incorrect."),
	wrong_password: problem(422, "현재 비밀번호가 올바르지 않습니다.", "The current password is incorrect."),
	phone_taken: problem(409, "이미 가입된 전화번호입니다.", "This phone number is already registered."),
};
