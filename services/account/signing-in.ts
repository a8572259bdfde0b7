import type { Context, ServiceSchema } from "moleculer";
import type { AccountPatch, Credentials, Session } from "../../contracts/account.ts";
import { signToken } from "../../lib/auth/tokens.ts";
import { newId } from "../../lib/domain/ids.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { Invalid } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { ActorMethods } from "../../mixins/actor.ts";
import { AccountSuspended, BadCredentials, NoAccount, WrongPassword } from "./account.errors.ts";
import type { Account, AccountChange, AccountCommand } from "./account.ts";
import { show } from "./account.view.ts";
import type { Codes } from "./codes.ts";
import { hashPassword, isOutdated, isPasswordOf } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";

export interface SigningIn extends ActorMethods<Account, AccountCommand> {
	sessions: Sessions;
	codes: Codes;
	signIn(credentials: Credentials, device?: string): Promise<Session>;
	/** Raises the cost of the stored hash while the password is at hand. Returns the account with its current hash. */
	rehash(account: ActorDocument<Account>, password: string): Promise<ActorDocument<Account>>;
	resetPassword(phone: string, code: string, password: string): Promise<unknown>;
	byPhone(phone: string): Promise<ActorDocument<Account> | undefined>;
	passwordChange(id: string, patch: AccountPatch, except: string): Promise<Pick<AccountChange, "password">>;
	/** Ends the sessions that a command left to be ended. */
	finishEnding(document: ActorDocument<Account>): Promise<ActorDocument<Account>>;
}

interface NodeEvent {
	node: { services?: { name: string }[] };
}

const isGateway = ({ node }: NodeEvent): boolean => node.services?.some(({ name }) => name === "gateway") === true;

const hasSameRights = (one: Account, other: Account): boolean =>
	one.passwordHash === other.passwordHash &&
	one.status === other.status &&
	one.storeId === other.storeId &&
	String(one.roles) === String(other.roles);

async function informGateway(this: SigningIn, ctx: Context<NodeEvent>): Promise<void> {
	if (isGateway(ctx.params)) await this.sessions.announceEnded();
}

const schema = {
	/** A gateway that was down or disconnected has missed sessions that ended meanwhile. */
	events: {
		"$broker.started"() {
			return this.sessions.announceEnded();
		},
		"session.seen"(ctx: Context<{ jti: string; at: number }>) {
			return this.sessions.recordSeen(ctx.params.jti, ctx.params.at);
		},
		"$node.connected": informGateway,
		"$node.updated": informGateway,
	},
	methods: {
		async signIn({ password, phone }: Credentials, device?: string) {
			const found = await this.byPhone(phone);
			if (!(await isPasswordOf(found?.state.passwordHash, password)) || !found) throw new BadCredentials();
			const account = await this.rehash(found, password);
			const { id, roles, status, storeId } = account.state;
			if (status === "suspended") throw new AccountSuspended(id);
			const { jti, until } = await this.sessions.open(id, device);
			// Another change of these in the meantime ended all sessions but this one.
			const current = await this.read(id);
			if (!hasSameRights(current.state, account.state)) {
				await this.sessions.end(jti, id, until);
				throw new BadCredentials();
			}
			const token = await signToken({ sub: id, jti, roles, ...(storeId ? { storeId } : undefined) }, until);
			return { token, expiresAt: iso(until), account: show(current) };
		},
		async rehash(account: ActorDocument<Account>, password: string) {
			const { id, passwordHash, status } = account.state;
			if (status !== "active" || !isOutdated(passwordHash!)) return account;
			return this.send(id, { type: "rehash", from: passwordHash!, to: await hashPassword(password) });
		},
		async resetPassword(phone: string, code: string, password: string) {
			await this.codes.use("password", phone, code, newId("use"));
			const account = await this.byPhone(phone);
			if (!account) throw new NoAccount();
			if (account.state.status === "suspended") throw new AccountSuspended(account._id);
			const to = await hashPassword(password);
			return this.finishEnding(await this.send(account._id, { type: "resetPassword", to }));
		},
		async byPhone(phone: string) {
			const [account] = await this.documents.list({ where: { phone, status: ["active", "suspended"] }, limit: 1 });
			return account;
		},
		async finishEnding(document: ActorDocument<Account>) {
			const { ending, id } = document.state;
			if (!ending) return document;
			await this.sessions.endAll(id, ending.except);
			return this.send(id, { type: "sessionsEnded", at: ending.at });
		},
		async passwordChange(id: string, { currentPassword, password }: AccountPatch, except: string) {
			if (password === undefined) return {};
			if (currentPassword === undefined) throw new Invalid("currentPassword", "It is required to change the password.");
			const { passwordHash } = (await this.read(id)).state;
			if (!(await isPasswordOf(passwordHash, currentPassword))) throw new WrongPassword(id);
			return { password: { from: passwordHash!, to: await hashPassword(password), except } };
		},
	},
} satisfies Omit<ServiceSchema<object, SigningIn, object>, "name">;

/** Opens sessions and announces ended ones to gateways. */
export const signingIn = schema as unknown as Partial<ServiceSchema>;
