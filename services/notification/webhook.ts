import { become, type Decision, ignore, type Rules } from "../../lib/actor/rules.ts";
import { advance, pending, type RetryPolicy, type Sending, type Step } from "./webhooks/sending.ts";

/** Webhook deliveries publish no messages. */
type Decided = Decision<WebhookDelivery, never>;

export interface Attempt {
	at: number;
	/** The endpoint's response status, if it responded. */
	status: number | null;
	error: string | null;
	tookMs: number;
}

/** One message for one endpoint. */
export interface WebhookDelivery extends Sending {
	id: string;
	endpointId: string;
	messageId: string;
	type: string;
	/** Exactly as signed and sent. */
	body: string;
	/** Oldest first. */
	attempts: Attempt[];
	createdAt: number;
	/** The time of the last change. */
	touchedAt: number;
}

export type NewDelivery = Pick<WebhookDelivery, "id" | "endpointId" | "messageId" | "type" | "body">;

export type WebhookCommand =
	| { type: "deliver"; delivery: NewDelivery }
	| { type: "begin"; by?: string }
	| { type: "succeed"; by: string; attempt: Attempt }
	| { type: "fail"; by: string; attempt: Attempt }
	| { type: "giveUp"; attempt: Attempt }
	| { type: "postpone"; until: number }
	| { type: "again" }
	| { type: "forget" };

/** An endpoint has 10 s to respond. The first two retries come within 30 s, the last after 17.6 h. */
export const RETRY_POLICY: RetryPolicy = { lease: 15_000, delays: [5_000, 25_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000] };
/** 30 days after the last change. */
const RETENTION_MS = 2_592_000_000;
const MAX_ATTEMPTS_STORED = 20;

const advanceTo = (delivery: WebhookDelivery, command: WebhookCommand & { type: Step }, at: number): Decided => {
	const by = "by" in command ? command.by : undefined;
	const until = "until" in command ? command.until : at;
	const advanced = advance(delivery, { step: command.type, at, by, until }, RETRY_POLICY);
	if (!advanced) return ignore;
	const attempts = "attempt" in command ? [...delivery.attempts, command.attempt].slice(-MAX_ATTEMPTS_STORED) : delivery.attempts;
	return become({ ...delivery, ...advanced, attempts, touchedAt: at });
};

export const decide = (delivery: WebhookDelivery | null, command: WebhookCommand, at: number): Decided => {
	if (command.type === "deliver")
		return delivery ? ignore : become({ ...command.delivery, ...pending(at), attempts: [], createdAt: at, touchedAt: at });
	if (!delivery || command.type === "forget") return ignore;
	return advanceTo(delivery, command, at);
};

export const webhookRules: Rules<WebhookDelivery, WebhookCommand, never> = {
	decide,
	due: ({ nextAt, touchedAt }) =>
		nextAt === null ? { at: touchedAt + RETENTION_MS, command: { type: "forget" } } : { at: nextAt, command: { type: "begin" } },
};
