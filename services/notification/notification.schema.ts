import { integer, listOf, named, nullable, object, oneOf, pageOf, text, time } from "../../lib/schema.ts";
import { TRANSITIONS } from "./sending.ts";
import type { showDelivery, showEndpoint } from "./webhook.view.ts";

export const notification = named(
	"Notification",
	object({
		id: text,
		orderId: text,
		type: text,
		status: text,
		title: text,
		message: text,
		createdAt: time,
		readAt: nullable(time),
	}),
);
export const notifications = pageOf(notification);

const endpointFields = {
	id: text,
	url: text,
	events: listOf(text),
	status: oneOf("active", "paused"),
	failingSince: nullable(time),
	createdAt: time,
	version: integer,
};
export const endpoint = named("Webhook", object<ReturnType<typeof showEndpoint>>(endpointFields));
export const endpoints = pageOf(endpoint);
export const newEndpoint = named(
	"NewWebhook",
	object({ ...endpointFields, secret: { ...text, description: "What its deliveries are signed with; shown this once." } }),
);

const attempt = object({ at: time, status: nullable(integer), error: nullable(text), tookMs: integer });
export const delivery = named(
	"WebhookDelivery",
	object<ReturnType<typeof showDelivery>>({
		id: text,
		messageId: text,
		type: text,
		status: oneOf(...Object.keys(TRANSITIONS)),
		attempts: listOf(attempt),
		nextAttemptAt: nullable(time),
		createdAt: time,
		version: integer,
	}),
);
export const deliveries = pageOf(delivery);
