import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { items, type Stock } from "./stock.ts";

/** One product's stock as the API shows it. */
export const show = ({ state, version }: ActorDocument<Stock>, productId: string) => {
	const item = items(state).find((item) => item.productId === productId);
	if (!item) throw new NotFound("stock");
	return { ...item, version };
};
