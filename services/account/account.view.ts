import { config } from "../../lib/config/config.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Row } from "../../lib/storage/table.ts";
import type { Account } from "./account.ts";
import type { Session } from "./sessions.ts";

export const show = ({ state, version }: ActorDocument<Account>) => {
	const { id, phone, name, language, roles, storeId, createdAt } = state;
	return { id, phone, name, language, roles, storeId, createdAt: iso(createdAt), version };
};

export const showManaged = (document: ActorDocument<Account>) => {
	const { history = [], status } = document.state;
	return { ...show(document), status, history: history.map((act) => ({ ...act, at: iso(act.at) })) };
};

export const showSession = ({ id, value }: Row<Session>, current: string) => {
	const { device = null, until } = value;
	const { createdAt = until - config.sessionHours * 3_600_000 } = value;
	const { lastSeenAt = createdAt } = value;
	return { id, device, current: id === current, createdAt: iso(createdAt), lastSeenAt: iso(lastSeenAt), expiresAt: iso(until) };
};
