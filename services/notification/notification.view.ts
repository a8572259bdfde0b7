import type { Language } from "../../contracts/catalogue/problems.ts";
import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Notification } from "./notification.ts";
import { textOf } from "./texts.ts";

export const show = ({ state }: ActorDocument<Notification>, language: Language) => {
	const { createdAt, facts, id, orderId, readAt, status, topic, type } = state;
	return { id, orderId, type, status, ...textOf(topic, facts, language), createdAt: iso(createdAt), readAt: isoOrNull(readAt) };
};
