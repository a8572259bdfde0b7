import type { Context, ServiceSchema } from "moleculer";
import { iso } from "../../lib/iso.ts";
import { Invalid } from "../../lib/refusal.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { signToken } from "../../lib/tokens.ts";
import type { ActorMethods } from "../../mixins/actor.ts";
import { BadCredentials, WrongPassword } from "./account.errors.ts";
import type { Wish } from "./account.params.ts";
import type { Account, AccountChange, AccountCommand } from "./account.ts";
import { show } from "./account.view.ts";
import { hashPassword, isPasswordOf } from "./passwords.ts";
import type { Sessions } from "./sessions.ts";

export interface Credentials {
	phone: string;
	password: string;
}

interface SessionMade {
	token: string;
	expiresAt: string;
	account: ReturnType<typeof show>;
}

export interface SigningIn extends ActorMethods<Account, AccountCommand> {
	sessions: Sessions;
	signIn(credentials: Credentials): Promise<SessionMade>;
	byPhone(phone: string): Promise<ActorDocument<Account> | undefined>;
	passwordChange(id: string, wish: Wish): Promise<Pick<AccountChange, "password">>;
}

interface NodeNews {
	node: { services?: { name: string }[] };
}

const isGateway = ({ node }: NodeNews): boolean => node.services?.some(({ name }) => name === "gateway") === true;

async function tellGateway(this: SigningIn, ctx: Context<NodeNews>): Promise<void> {
	if (isGateway(ctx.params)) await this.sessions.announceEnded();
}

const schema = {
	/** Gateways that were away have missed which sessions ended. */
	events: {
		"$broker.started"() {
			return this.sessions.announceEnded();
		},
		"$node.connected": tellGateway,
		"$node.updated": tellGateway,
	},
	methods: {
		async signIn({ password, phone }: Credentials) {
			const account = await this.byPhone(phone);
			if (!(await isPasswordOf(account?.state.passwordHash, password)) || !account) throw new BadCredentials();
			const { id, passwordHash, roles, storeId } = account.state;
			const { jti, until } = await this.sessions.open(id);
			// Changed or erased meanwhile, by someone who has ended all sessions but could not know of this one.
			const now = await this.read(id);
			if (now.state.passwordHash !== passwordHash) {
				await this.sessions.end(jti, id, until);
				throw new BadCredentials();
			}
			const token = await signToken({ sub: id, jti, roles, ...(storeId ? { storeId } : undefined) }, until);
			return { token, expiresAt: iso(until), account: show(now) };
		},
		async byPhone(phone: string) {
			const [account] = await this.documents.page({ where: { phone, status: "active" }, limit: 1 });
			return account;
		},
		async passwordChange(id: string, { currentPassword, password }: Wish) {
			if (password === undefined) return {};
			if (currentPassword === undefined) throw new Invalid("currentPassword", "It is needed to change the password.");
			const { passwordHash } = (await this.read(id)).state;
			if (!(await isPasswordOf(passwordHash, currentPassword))) throw new WrongPassword(id);
			return { password: { from: passwordHash!, to: await hashPassword(password) } };
		},
	},
} satisfies Omit<ServiceSchema<object, SigningIn, object>, "name">;

/** Who may have a session, and which have ended. */
export const signingIn = schema as unknown as Partial<ServiceSchema>;
