import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import { showSnapshot } from "../../lib/domain/snapshot-view.ts";
import type { Message } from "../../lib/messaging/message.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { WebhookDelivery } from "./webhook.ts";
import type { Endpoint } from "./webhooks/endpoints.ts";

/** Names must be erasable, and receivers outside cannot be made to erase them. */
const withoutName = (type: string, data: object) => (type.startsWith("account.") ? { ...data, name: null } : data);

export const bodyOf = ({ at, data, republished, type }: Message): string =>
	JSON.stringify({ type, timestamp: iso(at), republished, data: showSnapshot(withoutName(type, data as object)) });

/** Everything except the secret. */
export const showEndpoint = (id: string, { createdAt, events, failingSince, status, url, version }: Endpoint) => ({
	id,
	url,
	events,
	status,
	failingSince: isoOrNull(failingSince),
	createdAt: iso(createdAt),
	version,
});

export const showDelivery = ({ state, version }: ActorDocument<WebhookDelivery>) => ({
	id: state.id,
	messageId: state.messageId,
	type: state.type,
	status: state.status,
	attempts: state.attempts.map(({ at, ...attempt }) => ({ at: iso(at), ...attempt })),
	nextAttemptAt: isoOrNull(state.status === "waiting" ? state.nextAt : null),
	createdAt: iso(state.createdAt),
	version,
});
