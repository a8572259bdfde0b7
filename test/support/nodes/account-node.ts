import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { CONSENT } from "../../../contracts/account.ts";
import type { MessageType } from "../../../contracts/catalogue/messages.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import { eventually } from "../eventually.ts";

export const FOLDER = await mkdtemp(join(tmpdir(), "cortado-account-"));
export const OPERATOR = { phone: "01099990000", password: "first-operator" };
export const CUSTOMER = { phone: "01000000001", password: "demo-1234" };
Object.assign(process.env, {
	STORE_URL: `sqlite:${FOLDER}/account.db`,
	LOG_LEVEL: "fatal",
	OPERATOR_PHONE: OPERATOR.phone,
	OPERATOR_PASSWORD: OPERATOR.password,
});

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");
const { default: account } = await import("../../../services/account/account.service.ts");
const { SmsNotSent } = await import("../../../services/notification/notification.errors.ts");
const { verifyToken } = await import("../../../lib/auth/tokens.ts");

const TYPES: MessageType[] = ["account.registered", "account.changed", "account.suspended", "account.reinstated", "account.erased"];

const store: ServiceSchema = {
	name: "store",
	actions: {
		settings: { guard: "internal", handler: (ctx: { params: { storeId: string } }) => (ctx.params.storeId === "gangnam" ? {} : null) },
	},
};

export const gateway = (revoked: string[]): ServiceSchema => ({
	name: "gateway",
	events: { "session.revoked": (ctx: { params: { jti: string } }) => void revoked.push(ctx.params.jti) },
});

export interface Sms {
	phone: string;
	topic: string;
	code?: string;
}

const notification = (sent: Sms[], isBroken: () => boolean): ServiceSchema => ({
	name: "notification",
	actions: {
		sms: {
			guard: "internal",
			handler(ctx: { params: Sms }) {
				if (isBroken()) throw new SmsNotSent();
				sent.push(ctx.params);
				return { simulated: true };
			},
		},
	},
});

/** Subscribes to the account service's messages, as other services do. */
const listener = (received: Message[]): ServiceSchema => ({
	name: "listener",
	started() {
		return this.broker.bus.subscribe({
			group: "listener",
			types: TYPES,
			handler: async (message: Message) => void received.push(message),
			deadLetter: async () => undefined,
		});
	},
});

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
export type Answer = any;
export interface Credentials {
	phone: string;
	password: string;
}

export const newBroker = (nodeID: string) =>
	new ServiceBroker({ ...brokerOptions(), nodeID, transporter: "Fake", skipProcessEventRegistration: true });

/** The account service with stand-ins for its neighbours, on storage that survives a restart. */
export class AccountNode {
	received: Message[] = [];
	revoked: string[] = [];
	/** Text messages that were sent. */
	sms: Sms[] = [];
	isSmsBroken = false;
	broker = newBroker("main");

	async start(): Promise<this> {
		const sms = notification(this.sms, () => this.isSmsBroken);
		const schemas = [store, sms, account as unknown as ServiceSchema, listener(this.received), gateway(this.revoked)];
		for (const schema of schemas) this.broker.createService(schema);
		await this.broker.start();
		return this;
	}

	async restart(): Promise<void> {
		await this.broker.stop();
		[this.received, this.revoked, this.broker] = [[], [], newBroker("main")];
		await this.start();
	}

	async stop(): Promise<void> {
		await this.broker.stop();
		await rm(FOLDER, { recursive: true });
	}

	/** A call as the gateway makes it. */
	call(action: string, params: object = {}, meta: CallMeta = {}): Promise<Answer> {
		return this.broker.call(`account.${action}` as never, params as never, { meta: { outside: true, ...meta } });
	}

	/** A code for a phone, as its holder reads it. */
	async code(phone: string, purpose = "sign_up"): Promise<string> {
		return (await this.call("sendCode", { phone, purpose })).code;
	}

	/** Creates a customer's account with a code. */
	async register<Person extends { phone: string }>(person: Person, meta: CallMeta = {}): Promise<Answer> {
		return this.call("register", { ...person, code: await this.code(person.phone), consent: CONSENT }, meta);
	}

	async signIn({ phone, password }: Credentials, device?: string): Promise<{ caller: Caller & { session: { jti: string } } }> {
		const { token } = await this.call("signIn", { phone, password }, { device });
		return { caller: await verifyToken(token) };
	}

	/** Returns the messages of an account, once `count` have arrived. */
	published(accountId: string, count: number): Promise<Message[]> {
		return eventually(() => {
			const messages = this.received.filter(({ sender }) => sender === `account/${accountId}`);
			expect(messages).toHaveLength(count);
			return messages;
		});
	}
}

let people = 0;
export const newcomer = () => ({ phone: `0107777${String(++people).padStart(4, "0")}`, password: "correct horse", name: "윤새봄" });

export const refused = (type: string, code: number) => expect.objectContaining({ type, code });
