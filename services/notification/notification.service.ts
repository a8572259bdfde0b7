import { randomUUID } from "node:crypto";
import type { Service } from "moleculer";
import { account } from "../../contracts/account.ts";
import { typesOf } from "../../contracts/catalogue/messages.ts";
import { notification } from "../../contracts/notification.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { Address, Subscriptions } from "../../lib/actor/actor.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { StoreAdapter } from "../../lib/storage/adapter.ts";
import { type ActorMethods, actor } from "../../mixins/actor.ts";
import { Alimtalk } from "./alimtalk.ts";
import { Languages } from "./languages.ts";
import { ofDecline, ofOrder, ofPickup, ofRefund } from "./notices.ts";
import { SmsNotSent } from "./notification.errors.ts";
import { type Notice, type Notification, type NotificationCommand, notificationRules } from "./notification.ts";
import { show } from "./notification.view.ts";
import { openSms, type SmsProvider, textOfSms } from "./sms/sms.ts";
import { Refused } from "./solapi.ts";

interface Methods extends ActorMethods<Notification, NotificationCommand> {
	adapter: StoreAdapter;
	languages: Languages;
	alimtalk: Alimtalk | undefined;
	sms: SmsProvider;
	notify(notice: Notice | undefined, message: Message): Promise<Address<NotificationCommand> | undefined>;
	isKnown(notice: Notice): Promise<boolean>;
	/** Sends the notification to the customer's phone. */
	attempt(id: string): Promise<unknown>;
	phoneOf(accountId: string): Promise<string | null>;
	outcomeOf(notification: Notification, by: string): Promise<NotificationCommand>;
}

const MAX_PER_ORDER = 200;

const orderSubscriptions = Object.fromEntries(
	typesOf("order").map((type) => [
		type,
		function (this: Methods, order: OrderSnapshot, message: Message<OrderSnapshot>) {
			return this.notify(ofOrder(order, message), message);
		},
	]),
) as Subscriptions<NotificationCommand>;

/** Undefined without a provider account. An incomplete one is rejected at start, with the settings. */
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
		contracted(notification),
		actor({
			name: "notification",
			rules: notificationRules,
			retention: { days: () => config.notificationDays },
			subscriptions: {
				...orderSubscriptions,
				"delivery.ready"(this: Methods, delivery, message) {
					return this.notify(ofPickup(delivery, message), message);
				},
				"payment.declined"(this: Methods, payment, message) {
					return this.notify(ofDecline(payment, message), message);
				},
				"payment.refunded"(this: Methods, payment, message) {
					return this.notify(ofRefund(payment, message), message);
				},
				async "account.registered"(this: Methods, _, message) {
					await this.languages.handle(message);
					return undefined;
				},
				async "account.changed"(this: Methods, _, message) {
					await this.languages.handle(message);
					return undefined;
				},
			},
			indexes: { customer: ["customerId"], order: ["orderId"] },
			effects: {
				begin(this: Methods, { _id }) {
					return this.attempt(_id);
				},
			},
			canRead: (caller, { customerId }) => caller?.accountId === customerId,
		}),
	],
	actions: {
		async list(ctx) {
			const { accountId: customerId } = ctx.meta.caller;
			const language = await this.languages.of(customerId);
			return this.list({ where: { customerId }, order: "descending" }, ctx.params, (document) => show(document, language));
		},
		/** Idempotent: a second call keeps the first time. */
		async read(ctx) {
			const read = await this.send(ctx.params.notificationId, { type: "read" }, ctx);
			return show(read, await this.languages.of(read.state.customerId));
		},
		async sms(ctx) {
			const { phone } = ctx.params;
			await this.sms.send(phone, textOfSms(ctx.params)).catch((error: Error) => {
				this.logger.warn(`A ${ctx.params.topic} SMS was not sent: ${error.message}`);
				throw new SmsNotSent();
			});
			return { simulated: this.sms.isSimulated };
		},
	},
	methods: {
		/** A repeated message notifies only who missed it before. */
		async notify(notice: Notice | undefined, { republished }: Message) {
			if (!notice || (republished && (await this.isKnown(notice)))) return undefined;
			return [notice.id, { type: "notify", notice, byPhone: this.alimtalk !== undefined }];
		},
		async isKnown({ customerId, orderId, type }: Notice) {
			const known = await this.documents.list({ where: { orderId }, limit: MAX_PER_ORDER });
			return known.some(({ state }) => state.customerId === customerId && state.type === type);
		},
		/** After a crash in here the next attempt starts when the lease in the document ends. */
		async attempt(id: string) {
			const by = randomUUID();
			const { state } = await this.send(id, { type: "begin", by });
			return state.phoneMessage?.by === by ? this.send(id, await this.outcomeOf(state, by)) : undefined;
		},
		phoneOf(accountId: string) {
			return call(this.broker, account.phone, { accountId });
		},
		async outcomeOf(notification: Notification, by: string) {
			const { customerId } = notification;
			if (!this.alimtalk) return { type: "giveUp", by, error: "No provider is configured." };
			try {
				const [language, phone] = await Promise.all([this.languages.of(customerId), this.phoneOf(customerId)]);
				if (phone === null) return { type: "giveUp", by, error: "The account has no phone number." };
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
	/** Not in `started`: the actor's timers start before that and need both. */
	async afterConnected(this: Methods & Service) {
		this.languages = await Languages.open(this.adapter);
		this.alimtalk = openAlimtalk();
		this.sms = openSms((text) => this.logger.info(text));
		if (this.sms.isSimulated && config.production) this.logger.warn("SMS_PROVIDER is simulated: one-time codes are only logged.");
	},
} satisfies Implements<typeof notification, Methods> & { afterConnected(): Promise<void> };
