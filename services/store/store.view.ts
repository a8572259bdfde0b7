import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Store } from "./store.ts";

/** The store as the API shows it. A new order waits for `queueMs` of work, and for the minutes that staff added. */
export const show = ({ state, version }: ActorDocument<Store>, queueMs: number) => {
	const { products: _, soldOut: __, ...store } = state;
	return { ...store, waitMinutes: Math.ceil(queueMs / 60_000) + state.extraMinutes, version };
};

export const showProduct = ({ products, soldOut }: Store, productId: string) => {
	const product = Object.hasOwn(products, productId) ? products[productId] : undefined;
	if (!product) throw new NotFound("product");
	return { ...product, available: !soldOut.includes(productId) };
};
