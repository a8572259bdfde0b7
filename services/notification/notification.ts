import { become, type Decision, ignore, type Rules } from "../../lib/actor/rules.ts";
import type { Facts, Topic } from "./texts.ts";
import { advance, pending, type RetryPolicy, type Sending, type Step } from "./webhooks/sending.ts";

/** Notifications publish no messages. */
type Decided = Decision<Notification, never>;

/** The notification as sent to the customer's phone. */
export interface PhoneMessage extends Sending {
	channel: "alimtalk" | "sms";
	/** Why the last attempt failed. */
	error: string | null;
}

/** One notification of one customer. Its text is rendered when it is read, in the customer's current language. */
export interface Notification {
	id: string;
	customerId: string;
	orderId: string;
	type: string;
	status: string;
	topic: Topic;
	facts: Facts;
	createdAt: number;
	readAt: number | null;
	phoneMessage: PhoneMessage | null;
}

export type Notice = Pick<Notification, "id" | "customerId" | "orderId" | "type" | "status" | "topic" | "facts" | "createdAt">;

export type NotificationCommand =
	| { type: "notify"; notice: Notice; byPhone: boolean }
	| { type: "read" }
	| { type: "begin"; by?: string }
	| { type: "succeed"; by: string }
	| { type: "fail"; by: string; error: string }
	/** The provider refuses it permanently on this channel. */
	| { type: "refuse"; by: string; error: string; fallBack: boolean }
	| { type: "giveUp"; by: string; error: string };

/** The provider has 5 s to respond. After the last retry the notification would be too late to be useful. */
export const RETRY_POLICY: RetryPolicy = { lease: 10_000, delays: [5_000, 25_000, 300_000, 1_800_000] };

const notify = ({ byPhone, notice }: NotificationCommand & { type: "notify" }, at: number): Decided =>
	become({ ...notice, readAt: null, phoneMessage: byPhone ? { ...pending(at), channel: "alimtalk", error: null } : null });

const advanceTo = (notification: Notification, step: Step, { by, error }: { by?: string; error?: string }, at: number): Decided => {
	const { phoneMessage } = notification;
	const advanced = phoneMessage && advance(phoneMessage, { step, at, by }, RETRY_POLICY);
	return advanced
		? become({ ...notification, phoneMessage: { ...phoneMessage, ...advanced, error: error ?? phoneMessage.error } })
		: ignore;
};

/** Falls back to SMS at once, with new tries. */
const refuse = (notification: Notification, command: NotificationCommand & { type: "refuse" }, at: number): Decided => {
	const { phoneMessage } = notification;
	if (!command.fallBack || phoneMessage?.channel === "sms") return advanceTo(notification, "giveUp", command, at);
	if (phoneMessage?.status !== "sending" || phoneMessage.by !== command.by) return ignore;
	return become({ ...notification, phoneMessage: { ...pending(at), channel: "sms", error: command.error } });
};

export const decide = (notification: Notification | null, command: NotificationCommand, at: number): Decided => {
	if (command.type === "notify") return notification ? ignore : notify(command, at);
	if (!notification) return ignore;
	if (command.type === "read") return notification.readAt === null ? become({ ...notification, readAt: at }) : ignore;
	if (command.type === "refuse") return refuse(notification, command, at);
	return advanceTo(notification, command.type, command, at);
};

export const notificationRules: Rules<Notification, NotificationCommand, never> = {
	decide,
	initialCommand: "notify",
	due: ({ phoneMessage }) =>
		phoneMessage && phoneMessage.nextAt !== null ? { at: phoneMessage.nextAt, command: { type: "begin" } } : undefined,
};
