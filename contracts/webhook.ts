import { MESSAGE_TYPES } from "./catalogue/messages.ts";
import { actions } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, page, pageOf } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

export const WebhookStatus = oneOf("active", "paused");
export type WebhookStatus = Static<typeof WebhookStatus>;

const webhookFields = {
	id: Type.String(),
	url: Type.String(),
	events: Type.Array(Type.String()),
	status: WebhookStatus,
	failingSince: nullable(isoTime),
	createdAt: isoTime,
	version: Type.Integer(),
};
export const Webhook = named("Webhook", webhookFields);
export type Webhook = Static<typeof Webhook>;

export const NewWebhook = named("NewWebhook", {
	...webhookFields,
	secret: Type.String({ description: "The signing secret; returned only once." }),
});
export type NewWebhook = Static<typeof NewWebhook>;

export const SendingStatus = oneOf("waiting", "sending", "delivered", "failed");
export type SendingStatus = Static<typeof SendingStatus>;

export const WebhookDelivery = named("WebhookDelivery", {
	id: Type.String(),
	messageId: Type.String(),
	type: Type.String(),
	status: SendingStatus,
	attempts: Type.Array(
		Type.Object({ at: isoTime, status: nullable(Type.Integer()), error: nullable(Type.String()), tookMs: Type.Integer() }),
	),
	nextAttemptAt: nullable(isoTime),
	createdAt: isoTime,
	version: Type.Integer(),
});
export type WebhookDelivery = Static<typeof WebhookDelivery>;

const webhookId = Type.String({ pattern: "^whk_[0-9a-z]{10,40}$", maxLength: 50 });
const deliveryId = Type.String({ pattern: "^dlv_[0-9a-z]{10,40}$", maxLength: 50 });

export const webhook = actions("webhook", {
	add: {
		summary: "Registers a webhook; events are posted to it, signed as in Standard Webhooks; `*` subscribes to all",
		route: "POST /v1/webhooks",
		status: 201,
		location: "/v1/webhooks/{id}",
		createsOnce: true,
		guard: ["operator"],
		input: Type.Object({
			url: Type.String({ minLength: 1, maxLength: 500 }),
			events: Type.Array(oneOf("*", ...MESSAGE_TYPES), { minItems: 1, maxItems: 100, uniqueItems: true }),
		}),
		output: NewWebhook,
		refuses: ["forbidden_url"],
	},
	list: {
		summary: "Lists webhooks",
		route: "GET /v1/webhooks",
		guard: ["operator"],
		input: Type.Object(page),
		output: pageOf(Webhook),
	},
	get: {
		summary: "Returns a webhook",
		route: "GET /v1/webhooks/:webhookId",
		guard: ["operator"],
		input: Type.Object({ webhookId }),
		output: Webhook,
	},
	remove: {
		summary: "Removes a webhook",
		route: "DELETE /v1/webhooks/:webhookId",
		status: 204,
		guard: ["operator"],
		input: Type.Object({ webhookId }),
	},
	deliveries: {
		summary: "Lists the deliveries of a webhook, newest first",
		route: "GET /v1/webhooks/:webhookId/deliveries",
		guard: ["operator"],
		input: Type.Object({ webhookId, ...page }),
		output: pageOf(WebhookDelivery),
	},
	redeliver: {
		summary: "Redelivers an event, with all retries",
		route: "POST /v1/webhooks/:webhookId/deliveries/:deliveryId/redeliver",
		guard: ["operator"],
		input: Type.Object({ webhookId, deliveryId }),
		output: WebhookDelivery,
	},
});

export const webhookProblems = {
	forbidden_url: problem(422, "허용되지 않는 웹훅 주소입니다.", "This webhook address is not allowed."),
};
