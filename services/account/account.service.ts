import type { Context, ServiceSchema } from "moleculer";
import { store } from "../../contracts/store.ts";
import type { Caller } from "../../lib/caller.ts";
import { BadSetting, config } from "../../lib/config.ts";
import { newId } from "../../lib/ids.ts";
import { Invalid } from "../../lib/refusal.ts";
import type { ActorDocument, Documents } from "../../lib/store/documents.ts";
import type { StoreAdapter } from "../../lib/store/open.ts";
import { canSign } from "../../lib/tokens.ts";
import { actor } from "../../mixins/actor.ts";
import { call } from "../../mixins/contract.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { PhoneTaken, UnknownStore } from "./account.errors.ts";
import { change, credentials, introduction, type NewAccount, registration, type Wish } from "./account.params.ts";
import * as schema from "./account.schema.ts";
import { type Account, type AccountCommand, accountRules, type Introduction, type Registration } from "./account.ts";
import { show } from "./account.view.ts";
import { hashPassword } from "./passwords.ts";
import { type Claim, Phones } from "./phones.ts";
import { DEMO_ACCOUNTS, DEMO_PASSWORD, firstOperator, type Seed } from "./seeds.ts";
import { SESSIONS, type Session, Sessions } from "./sessions.ts";
import { type Credentials, type SigningIn, signingIn } from "./signing-in.ts";

type SignedIn = CallMeta & { caller: Caller & { session: NonNullable<Caller["session"]> } };
type Call<Params = object, Meta extends object = SignedIn> = Context<Params, Meta>;

interface Methods extends SigningIn {
	adapter: StoreAdapter;
	phones: Phones;
	register(registration: Registration, ctx?: Call<unknown, CallMeta>): Promise<ActorDocument<Account>>;
	forget(account: Account): Promise<unknown>;
	seed(accounts: Seed[], password: string): Promise<void>;
}

/** Each guess at a password takes 32 MB and a thread; what waits longer than a call may is better refused. */
const HASHING = { enabled: true, concurrency: 4, maxQueueSize: 60 };
const none = { $$strict: true } as const;

const rolesOf = ({ roles = [], storeId }: NewAccount): Pick<Registration, "roles" | "storeId"> => {
	if (roles.length === 0 && !storeId) return { roles: ["customer"], storeId: null };
	if (roles.includes("staff") !== (storeId !== undefined)) throw new Invalid("storeId", "Staff has a store, and nobody else has.");
	return { roles, storeId: storeId ?? null };
};

/** Another node was quicker. */
const ignorePhoneTaken = (error: unknown): void => {
	if (!(error instanceof PhoneTaken)) throw error;
};

export default {
	name: "account",
	mixins: [
		actor<Account, AccountCommand>({
			name: "account",
			rules: accountRules,
			indexes: { phone: ["phone", "status"] },
			effects: {
				forget(this: Methods, { state }) {
					return this.forget(state);
				},
			},
		}),
		signingIn,
	],
	actions: {
		register: {
			summary: "Makes an account: a customer's, or, as an operator, any other",
			guard: "anyone",
			reserved: { roles: ["operator"], storeId: ["operator"] },
			params: registration,
			bulkhead: HASHING,
			returns: schema.account,
			refuses: ["phone_taken", "unknown_store"],
			async handler(ctx: Call<NewAccount, CallMeta>) {
				const { language = ctx.meta.language ?? "ko", name, password, phone } = ctx.params;
				const { roles, storeId } = rolesOf(ctx.params);
				if (storeId && !(await call(ctx, store.settings, { storeId }))) throw new UnknownStore(storeId);
				const passwordHash = await hashPassword(password);
				return show(await this.register({ id: newId("acc"), phone, passwordHash, name, language, roles, storeId }, ctx));
			},
		},
		signIn: {
			summary: "Signs in",
			guard: "anyone",
			params: credentials,
			bulkhead: HASHING,
			returns: schema.session,
			refuses: ["bad_credentials"],
			handler(ctx: Call<Credentials, CallMeta>) {
				return this.signIn(ctx.params);
			},
		},
		signOut: {
			summary: "Ends this session everywhere",
			guard: "signedIn",
			params: none,
			async handler(ctx: Call) {
				const { accountId, session } = ctx.meta.caller;
				await this.sessions.end(session.jti, accountId, session.expiresAt);
			},
		},
		get: {
			summary: "Shows the caller's account",
			guard: "signedIn",
			params: none,
			returns: schema.account,
			refuses: ["not_found"],
			async handler(ctx: Call) {
				return show(await this.read(ctx.meta.caller.accountId, ctx));
			},
		},
		/** Of a caller whom an identity provider has signed in: the gateway says so before it serves them. */
		meet: {
			guard: "internal",
			params: introduction,
			async handler(ctx: Context<Introduction>) {
				await this.create(ctx.params.id, { type: "meet", ...ctx.params });
			},
		},
		/** For whoever has to call or write; null once they have left. */
		phone: {
			guard: "internal",
			params: { $$strict: true, accountId: "string" },
			async handler(ctx: Context<{ accountId: string }>) {
				return (await this.documents.load(ctx.params.accountId))?.state.phone ?? null;
			},
		},
		change: {
			summary: "Changes the caller's account; a new password ends all other sessions",
			guard: "signedIn",
			params: change,
			bulkhead: HASHING,
			returns: schema.account,
			refuses: ["not_found", "wrong_password"],
			async handler(ctx: Call<Wish>) {
				const { accountId, session } = ctx.meta.caller;
				const { currentPassword: _, password: __, ...profile } = ctx.params;
				const password = await this.passwordChange(accountId, ctx.params);
				const changed = await this.send(accountId, { type: "change", ...profile, ...password }, ctx);
				if (password.password) await this.sessions.endAll(accountId, session.jti);
				return show(changed);
			},
		},
		erase: {
			summary: "Erases what is known of the caller; orders stay, without a name",
			guard: "signedIn",
			params: none,
			refuses: ["not_found"],
			async handler(ctx: Call) {
				const { accountId, session } = ctx.meta.caller;
				const { state } = await this.send(accountId, { type: "erase" }, ctx);
				await this.sessions.end(session.jti, accountId, session.expiresAt);
				await this.forget(state);
			},
		},
	},
	methods: {
		/** The phone first, then the account under the id that the phone stands for. */
		async register(registration: Registration, ctx?: Call<unknown, CallMeta>) {
			const id = await this.phones.claim(registration.phone, registration.id);
			return this.create(id, { type: "register", ...registration, id }, ctx);
		},
		/** What is left of an erased account, besides its id in old orders. */
		async forget({ id, phone }: Account) {
			await this.sessions.endAll(id);
			if (phone !== null) await this.phones.free(phone, id);
			return this.send(id, { type: "forget" });
		},
		/** Makes those that were never made; who has left is not brought back. */
		async seed(accounts: Seed[], password: string) {
			const known = await Promise.all(accounts.map(async ({ id, phone }) => (await this.documents.load(id)) ?? this.byPhone(phone)));
			const missing = accounts.filter((_, index) => !known[index]);
			if (missing.length === 0) return;
			const passwordHash = await hashPassword(password);
			await Promise.all(missing.map((account) => this.register({ ...account, language: "ko", passwordHash }).catch(ignorePhoneTaken)));
		},
	},
	async started() {
		const claims = (await this.adapter.side({ name: "account_phones" })) as Documents<Claim>;
		this.phones = new Phones(claims, async (id) => (await this.documents.load(id))?.state.status === "erased");
		const sessions = (await this.adapter.side(SESSIONS)) as Documents<Session>;
		if (!canSign()) throw new BadSetting(["SIGNING_KEY must be a private key where the account service runs: it signs the sessions."]);
		this.sessions = new Sessions(sessions, (jti, until) => this.broker.broadcast("session.revoked", { jti, until }));
		await this.sessions.start();
		const { demo, operatorPassword, operatorPhone } = config;
		if (operatorPhone && operatorPassword) await this.seed([firstOperator(operatorPhone)], operatorPassword);
		if (demo) await this.seed(DEMO_ACCOUNTS, DEMO_PASSWORD);
	},
	async stopped() {
		this.sessions?.stop();
	},
} satisfies ServiceSchema<object, Methods, object>;
