import { become, type Decision, ignore, type Rules } from "../../lib/actor/rules.ts";
import type { Facts, Topic } from "./texts.ts";
import { advance, awaited, type Patience, type Sending, type Step } from "./webhooks/sending.ts";

/** It publishes nothing. */
type Decided = Decision<Notification, never>;

/** The same to the customer's phone. */
export interface Talk extends Sending {
	channel: "alimtalk" | "sms";
	/** Why the last attempt failed. */
	error: string | null;
}

/** One message to one customer; its text is made of it when it is read, in the language that they then prefer. */
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
	talk: Talk | null;
}

export type Notice = Pick<Notification, "id" | "customerId" | "orderId" | "type" | "status" | "topic" | "facts" | "createdAt">;

export type NotificationCommand =
	| { type: "notify"; notice: Notice; byPhone: boolean }
	| { type: "read" }
	| { type: "begin"; by?: string }
	| { type: "succeed"; by: string }
	| { type: "fail"; by: string; error: string }
	/** The provider will never take it this way. */
	| { type: "refuse"; by: string; error: string; fallBack: boolean }
	| { type: "giveUp"; by: string; error: string };

/** The provider is given 5 s. What would come an hour late is better not sent. */
export const PATIENCE: Patience = { lease: 10_000, delays: [5_000, 25_000, 300_000, 1_800_000] };

const notify = ({ byPhone, notice }: NotificationCommand & { type: "notify" }, at: number): Decided =>
	become({ ...notice, readAt: null, talk: byPhone ? { ...awaited(at), channel: "alimtalk", error: null } : null });

const move = (notification: Notification, step: Step, { by, error }: { by?: string; error?: string }, at: number): Decided => {
	const { talk } = notification;
	const moved = talk && advance(talk, { step, at, by }, PATIENCE);
	return moved ? become({ ...notification, talk: { ...talk, ...moved, error: error ?? talk.error } }) : ignore;
};

/** As an SMS at once, from the first try on. */
const refuse = (notification: Notification, command: NotificationCommand & { type: "refuse" }, at: number): Decided => {
	const { talk } = notification;
	if (!command.fallBack || talk?.channel === "sms") return move(notification, "giveUp", command, at);
	if (talk?.status !== "sending" || talk.by !== command.by) return ignore;
	return become({ ...notification, talk: { ...awaited(at), channel: "sms", error: command.error } });
};

export const decide = (notification: Notification | null, command: NotificationCommand, at: number): Decided => {
	if (command.type === "notify") return notification ? ignore : notify(command, at);
	if (!notification) return ignore;
	if (command.type === "read") return notification.readAt === null ? become({ ...notification, readAt: at }) : ignore;
	if (command.type === "refuse") return refuse(notification, command, at);
	return move(notification, command.type, command, at);
};

export const notificationRules: Rules<Notification, NotificationCommand, never> = {
	decide,
	initialCommand: "notify",
	due: ({ talk }) => (talk && talk.nextAt !== null ? { at: talk.nextAt, command: { type: "begin" } } : undefined),
};
