import { randomUUID } from "node:crypto";
import type { Context, Service, ServiceSchema } from "moleculer";
import { typesOf } from "../../contracts/messages.ts";
import type { Language } from "../../contracts/problems.ts";
import type { Address, Subscriptions } from "../../lib/actor.ts";
import type { Caller } from "../../lib/caller.ts";
import type { OrderSnapshot } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { type PageParams, pageParams } from "../../lib/cursor.ts";
import { iso, isoOrNull } from "../../lib/iso.ts";
import type { Message } from "../../lib/message.ts";
import type { StoreAdapter } from "../../lib/store/adapter.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import type { CallMeta } from "../../mixins/guard.ts";
import { Alimtalk, Refused } from "./alimtalk.ts";
import { Languages } from "./languages.ts";
import { ofDecline, ofOrder, ofPickUp, ofRefund } from "./notices.ts";
import * as schema from "./notification.schema.ts";
import { type Notice, type Notification, type NotificationCommand, notificationRules } from "./notification.ts";
import { textOf } from "./texts.ts";

type Call<Params = object> = Context<Params, CallMeta & { caller: Caller }>;

interface Methods extends ActorMethods<Notification, NotificationCommand> {
	adapter: StoreAdapter;
	languages: Languages;
	alimtalk: Alimtalk | undefined;
	notify(notice: Notice | undefined): Address<NotificationCommand> | undefined;
	/** To the customer's phone. */
	attempt(id: string): Promise<unknown>;
	phoneOf(accountId: string): Promise<string | null>;
	outcomeOf(notification: Notification, by: string): Promise<NotificationCommand>;
}

const ofEveryOrder = Object.fromEntries(
	typesOf("order").map((type) => [
		type,
		function (this: Methods, order: OrderSnapshot, message: Message<OrderSnapshot>) {
			return this.notify(ofOrder(order, message));
		},
	]),
) as Subscriptions<NotificationCommand>;

const show = ({ state }: ActorDocument<Notification>, language: Language) => {
	const { createdAt, facts, id, orderId, readAt, status, topic, type } = state;
	return { id, orderId, type, status, ...textOf(topic, facts, language), createdAt: iso(createdAt), readAt: isoOrNull(readAt) };
};

/** All of an account or nothing; with half of one no process starts. */
const openAlimtalk = (): Alimtalk | undefined => {
	const {
		alimtalkChannel: channel,
		alimtalkKey: key,
		alimtalkSecret: secret,
		alimtalkSender: sender,
		alimtalkUrl: url,
		smsFallback,
	} = config;
	return key && secret && channel && sender ? new Alimtalk({ url, key, secret, channel, sender, smsFallback }) : undefined;
};

export default {
	name: "notification",
	mixins: [
		actor<Notification, NotificationCommand>({
			name: "notification",
			rules: notificationRules,
			subscriptions: {
				...ofEveryOrder,
				"delivery.ready"(this: Methods, delivery, message) {
					return this.notify(ofPickUp(delivery, message));
				},
				"payment.declined"(this: Methods, payment, message) {
					return this.notify(ofDecline(payment, message));
				},
				"payment.refunded"(this: Methods, payment, message) {
					return this.notify(ofRefund(payment, message));
				},
				async "account.registered"(this: Methods, _, message) {
					await this.languages.hear(message);
					return undefined;
				},
				async "account.changed"(this: Methods, _, message) {
					await this.languages.hear(message);
					return undefined;
				},
			},
			indexes: { customer: ["customerId"] },
			effects: {
				begin(this: Methods, { _id }) {
					return this.attempt(_id);
				},
			},
			canRead: (caller, { customerId }) => caller?.accountId === customerId,
		}),
	],
	actions: {
		list: {
			summary: "Lists what the caller was told, newest first",
			guard: "signedIn",
			params: { $$strict: true, ...pageParams },
			returns: schema.notifications,
			async handler(ctx: Call<PageParams>) {
				const { accountId: customerId } = ctx.meta.caller;
				const language = await this.languages.of(customerId);
				return this.list({ where: { customerId }, order: "descending" }, ctx.params, (document) => show(document, language));
			},
		},
		/** Read twice, it was read at first. */
		read: {
			summary: "Marks a notification as read",
			guard: "signedIn",
			params: { $$strict: true, notificationId: { type: "string", pattern: "^ntf_[0-9a-z]{10,40}$", max: 50 } },
			returns: schema.notification,
			async handler(ctx: Call<{ notificationId: string }>) {
				const read = await this.send(ctx.params.notificationId, { type: "read" }, ctx);
				return show(read, await this.languages.of(read.state.customerId));
			},
		},
	},
	methods: {
		notify(notice: Notice | undefined) {
			return notice && [notice.id, { type: "notify", notice, byPhone: this.alimtalk !== undefined }];
		},
		/** Whoever is killed in here has left a lease in the document, and when that is over it is attempted again. */
		async attempt(id: string) {
			const by = randomUUID();
			const { state } = await this.send(id, { type: "begin", by });
			return state.talk?.by === by ? this.send(id, await this.outcomeOf(state, by)) : undefined;
		},
		phoneOf(accountId: string) {
			return this.broker.call<string | null, object>("account.phone", { accountId });
		},
		async outcomeOf(notification: Notification, by: string) {
			const { customerId } = notification;
			if (!this.alimtalk) return { type: "giveUp", by, error: "No provider is set." };
			try {
				const [language, phone] = await Promise.all([this.languages.of(customerId), this.phoneOf(customerId)]);
				if (phone === null) return { type: "giveUp", by, error: "The account has no phone." };
				await this.alimtalk.send(notification, phone, language);
				return { type: "succeed", by };
			} catch (error) {
				const { message } = error as Error;
				return error instanceof Refused
					? { type: "refuse", by, error: message, fallBack: this.alimtalk.fallsBack }
					: { type: "fail", by, error: message };
			}
		},
	},
	/** Before anything that is due can ask for it. */
	async afterConnected(this: Methods & Service) {
		this.languages = await Languages.open(this.adapter);
		this.alimtalk = openAlimtalk();
	},
} satisfies ServiceSchema<object, Methods, object> & { afterConnected(): Promise<void> };
