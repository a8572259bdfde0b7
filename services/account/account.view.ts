import { iso } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Account } from "./account.ts";

export const show = ({ state, version }: ActorDocument<Account>) => {
	const { id, phone, name, language, roles, storeId, createdAt } = state;
	return { id, phone, name, language, roles, storeId, createdAt: iso(createdAt), version };
};

export const showManaged = (document: ActorDocument<Account>) => {
	const { history = [], status } = document.state;
	return { ...show(document), status, history: history.map((act) => ({ ...act, at: iso(act.at) })) };
};
