import { ServiceBroker, type ServiceSchema } from "moleculer";
import { MESSAGE_TYPES, type MessageType } from "../../../contracts/catalogue/messages.ts";
import type { Caller } from "../../../lib/auth/caller.ts";
import type { CallMeta } from "../../../lib/broker/guard.ts";
import type { Message } from "../../../lib/messaging/message.ts";

Object.assign(process.env, { STORE_URL: "sqlite::memory:", LOG_LEVEL: "fatal" });

// Settings are read at first use, so the environment is set before these imports.
const { brokerOptions } = await import("../../../moleculer.config.ts");

export const CUSTOMER: Caller = { accountId: "acc_1", roles: ["customer"] };
export const STRANGER: Caller = { accountId: "acc_2", roles: ["customer"] };
export const GANGNAM: Caller = { accountId: "acc_3", roles: ["staff"], storeId: "gangnam" };
/** Staff of the other store who is also the customer. */
export const HONGDAE: Caller = { accountId: "acc_1", roles: ["customer", "staff"], storeId: "hongdae" };
export const OPERATOR: Caller = { accountId: "acc_5", roles: ["operator"] };

// biome-ignore lint/suspicious/noExplicitAny: tests read answers freely
type Answer = any;

/** One or a few services on a real broker; the node publishes and subscribes in place of their neighbours. */
export class ServiceNode {
	readonly received: Message[] = [];
	readonly #broker = new ServiceBroker({ ...brokerOptions(), skipProcessEventRegistration: true });
	#versions = new Map<string, number>();

	async start(...schemas: unknown[]): Promise<this> {
		for (const schema of schemas) this.#broker.createService(schema as ServiceSchema);
		const { received } = this;
		this.#broker.createService({
			name: "neighbours",
			started() {
				return this.broker.bus.subscribe({
					group: "neighbours",
					types: MESSAGE_TYPES,
					handler: async (message: Message) => void received.push(message),
					deadLetter: async () => undefined,
				});
			},
		});
		await this.#broker.start();
		return this;
	}

	/** A call as the gateway makes it. */
	call(action: string, params: object, caller?: Caller): Promise<Answer> {
		const meta: CallMeta = { outside: true, caller };
		return this.#broker.call(action, params, { meta });
	}

	/** A call as another service makes it. */
	ask(action: string, params: object): Promise<Answer> {
		return this.#broker.call(action, params);
	}

	service<Members>(name: string): Members {
		return this.#broker.getLocalService(name) as Members;
	}

	/** Publishes a neighbour's message; resolves when all subscribers have handled it. */
	async publish(type: MessageType, sender: string, data: object, version = (this.#versions.get(sender) ?? 0) + 1): Promise<void> {
		this.#versions.set(sender, Math.max(version, this.#versions.get(sender) ?? 0));
		const message: Message = { id: `${sender}/${version}`, type, sender, version, at: Date.now(), schema: 1, data };
		await this.#broker.bus.publish({ id: message.id, type, sender, version, json: JSON.stringify(message) });
	}

	/** The types of the messages about an order, in order. */
	publishedBy(key: string): string[] {
		return this.received.filter(({ sender }) => sender.endsWith(`/${key}`)).map(({ type }) => type);
	}

	stop(): Promise<void> {
		return this.#broker.stop();
	}
}

export const refused = (type: string) => expect.objectContaining({ type });
