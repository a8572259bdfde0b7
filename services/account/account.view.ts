import { iso } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Account } from "./account.ts";

export const show = ({ state, version }: ActorDocument<Account>) => {
	const { id, phone, name, language, roles, storeId, createdAt } = state;
	return { id, phone, name, language, roles, storeId, createdAt: iso(createdAt), version };
};
