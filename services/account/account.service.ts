import { account, accountMessages, type ManagedAccount, type NewAccount } from "../../contracts/account.ts";
import { notification } from "../../contracts/notification.ts";
import type { Caller } from "../../lib/auth/caller.ts";
import { canSign, type SignedIn } from "../../lib/auth/tokens.ts";
import { type Ctx, call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { BadSetting, config } from "../../lib/config/config.ts";
import { newId } from "../../lib/domain/ids.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { Invalid, NotFound } from "../../lib/domain/refusal.ts";
import type { StoreAdapter } from "../../lib/storage/open.ts";
import { actor } from "../../mixins/actor.ts";
import { OwnAccount, PhoneTaken } from "./account.errors.ts";
import { type Account, type AccountCommand, accountRules, type Registration } from "./account.ts";
import { show, showManaged, showSession } from "./account.view.ts";
import { CODES, Codes, type SentCode } from "./codes.ts";
import { hashPassword } from "./passwords.ts";
import { type Claim, Phones } from "./phones.ts";
import { type Registering, registering } from "./registering.ts";
import { DEMO_ACCOUNTS, DEMO_PASSWORD, firstOperator } from "./seeds.ts";
import { SESSIONS, type Session, Sessions } from "./sessions.ts";
import { signingIn } from "./signing-in.ts";

interface Methods extends Registering {
	adapter: StoreAdapter;
	forget(account: Account): Promise<unknown>;
	manage(id: string, command: AccountCommand, ctx: Ctx): Promise<ManagedAccount>;
}

/** Hashing takes 32 MB and a thread. The queue is short, so that a call is refused before it times out. */
const HASHING = { enabled: true, concurrency: 4, maxQueueSize: 40 };

/** Callers from outside have a session: the gateway accepts nothing else. */
const signedIn = ({ meta }: { meta: { caller: Caller } }) => meta.caller as SignedIn;

const rolesOf = ({ roles = [], storeId }: Pick<NewAccount, "roles" | "storeId">): Pick<Registration, "roles" | "storeId"> => {
	if (roles.length === 0 && !storeId) return { roles: ["customer"], storeId: null };
	if (roles.includes("staff") !== (storeId !== undefined)) throw new Invalid("storeId", "Staff need a store; other roles have none.");
	return { roles, storeId: storeId ?? null };
};

export default {
	name: "account",
	mixins: [
		contracted(account),
		actor({
			name: "account",
			rules: accountRules,
			messages: accountMessages,
			indexes: { phone: ["phone", "status"], role: ["mainRole"], store: ["storeId", "mainRole"] },
			effects: {
				forget(this: Methods, { state }) {
					return this.forget(state);
				},
				sessionsEnded(this: Methods, document) {
					return this.finishEnding(document);
				},
			},
		}),
		signingIn,
		registering,
	],
	actions: {
		signIn: {
			bulkhead: HASHING,
			async handler(ctx) {
				return this.signIn(ctx.params, ctx.meta.device);
			},
		},
		async signOut(ctx) {
			const { accountId, session } = signedIn(ctx);
			await this.sessions.end(session.jti, accountId, session.expiresAt);
		},
		async sessions(ctx) {
			const { accountId, session } = signedIn(ctx);
			return { items: (await this.sessions.listOf(accountId)).map((row) => showSession(row, session.jti)) };
		},
		async endSession(ctx) {
			if (!(await this.sessions.endOwn(ctx.params.sessionId, ctx.meta.caller.accountId))) throw new NotFound("session");
		},
		async endOtherSessions(ctx) {
			const { accountId, session } = signedIn(ctx);
			await this.sessions.endAll(accountId, session.jti);
		},
		async sendCode(ctx) {
			const { phone, purpose } = ctx.params;
			const { code, expiresAt } = await this.codes.issue(purpose, phone);
			const sms = { phone, topic: purpose, code, language: ctx.meta.language ?? "ko" };
			const { simulated } = await call(this.broker, notification.sms, sms);
			return { expiresAt: iso(expiresAt), ...(simulated && !config.production ? { code } : undefined) };
		},
		resetPassword: {
			bulkhead: HASHING,
			async handler(ctx) {
				const { code, password, phone } = ctx.params;
				await this.resetPassword(phone, code, password);
			},
		},
		register: {
			bulkhead: HASHING,
			async handler(ctx) {
				const { language = ctx.meta.language ?? "ko", name, password, phone } = ctx.params;
				const { roles, storeId } = rolesOf(ctx.params);
				await this.checkStore(storeId, ctx);
				const { caller, idEnding } = ctx.meta;
				const id = newId("acc", idEnding);
				const registered = idEnding ? await this.documents.load(id) : null;
				if (registered) return show(registered);
				const consent = caller?.roles.includes("operator") ? undefined : await this.consentOf(ctx.params, id);
				const taken = await this.byPhone(phone);
				if (taken && taken._id !== id) throw new PhoneTaken(taken._id);
				const passwordHash = password === undefined ? null : await hashPassword(password);
				try {
					const created = await this.register({ id, phone, passwordHash, name, language, roles, storeId, ...consent }, ctx);
					if (password === undefined) await this.invite(phone, language);
					return show(created);
				} catch (error) {
					// Another attempt of the same request may have created its account meanwhile.
					const created = idEnding && error instanceof PhoneTaken ? await this.documents.load(id) : null;
					if (!created) throw error;
					return show(created);
				}
			},
		},
		async get(ctx) {
			return show(await this.read(ctx.meta.caller.accountId, ctx));
		},
		change: {
			bulkhead: HASHING,
			async handler(ctx) {
				const { accountId, session } = signedIn(ctx);
				const { currentPassword: _, password: __, ...profile } = ctx.params;
				const password = await this.passwordChange(accountId, ctx.params, session.jti);
				return show(await this.finishEnding(await this.send(accountId, { type: "change", ...profile, ...password }, ctx)));
			},
		},
		async erase(ctx) {
			const { accountId, session } = signedIn(ctx);
			const { state } = await this.send(accountId, { type: "erase" }, ctx);
			await this.sessions.end(session.jti, accountId, session.expiresAt);
			await this.forget(state);
		},
		async list(ctx) {
			const { phone, role, storeId } = ctx.params;
			const where = {
				...(phone ? { phone } : undefined),
				...(role && !phone ? { mainRole: role } : undefined),
				...(storeId && !phone ? { storeId } : undefined),
			};
			return this.list({ where, order: "descending" }, ctx.params, showManaged);
		},
		async find(ctx) {
			return showManaged(await this.read(ctx.params.accountId));
		},
		async assign(ctx) {
			const { roles, storeId } = rolesOf(ctx.params);
			await this.checkStore(storeId, ctx);
			return this.manage(ctx.params.accountId, { type: "assign", roles, storeId, by: ctx.meta.caller.accountId }, ctx);
		},
		async suspend(ctx) {
			const { accountId, reason } = ctx.params;
			return this.manage(accountId, { type: "suspend", reason, by: ctx.meta.caller.accountId }, ctx);
		},
		async reinstate(ctx) {
			return this.manage(ctx.params.accountId, { type: "reinstate", by: ctx.meta.caller.accountId }, ctx);
		},
		async endSessions(ctx) {
			return this.manage(ctx.params.accountId, { type: "endSessions", by: ctx.meta.caller.accountId }, ctx);
		},
		async meet(ctx) {
			await this.create(ctx.params.id, { type: "meet", ...ctx.params });
		},
		async phone(ctx) {
			return (await this.documents.load(ctx.params.accountId))?.state.phone ?? null;
		},
	},
	methods: {
		/** Erases the rest of the account; only its id remains, in old orders. */
		async forget({ id, phone }: Account) {
			await this.sessions.endAll(id);
			if (phone !== null) await this.phones.free(phone, id);
			return this.send(id, { type: "forget" });
		},
		/** Sends an operator's command, and ends the sessions if it requires so. */
		async manage(id: string, command: AccountCommand, ctx: Ctx) {
			if ((command.type === "assign" || command.type === "suspend") && id === ctx.meta.caller?.accountId) throw new OwnAccount(id);
			return showManaged(await this.finishEnding(await this.send(id, command, ctx)));
		},
	},
	async started() {
		const claims = await this.adapter.table<Claim>({ name: "account_phones" });
		this.phones = new Phones(claims, async (id) => (await this.documents.load(id))?.state.status === "erased");
		const sessions = await this.adapter.table<Session>(SESSIONS);
		if (!canSign())
			throw new BadSetting(["SIGNING_KEY must be a private key where the account service runs, because it signs session tokens."]);
		this.sessions = new Sessions(sessions, (jti, until) => this.broker.broadcast("session.revoked", { jti, until }));
		await this.sessions.start();
		this.codes = new Codes(await this.adapter.table<SentCode>(CODES));
		this.codes.start();
		const { demo, operatorPassword, operatorPhone } = config;
		if (operatorPhone && operatorPassword) await this.seed([firstOperator(operatorPhone)], operatorPassword);
		if (demo) await this.seed(DEMO_ACCOUNTS, DEMO_PASSWORD);
	},
	async stopped() {
		this.sessions?.stop();
		this.codes?.stop();
	},
} satisfies Implements<typeof account, Methods>;
