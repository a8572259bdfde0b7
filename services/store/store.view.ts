import type { CatalogueSnapshot } from "../../contracts/menu/catalogue.ts";
import type { MenuItem, Offer } from "../../contracts/menu/items.ts";
import { entryOf, menuItem } from "../../lib/domain/menu.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import { showHours } from "./hours.ts";
import type { Store } from "./store.ts";

/** The store as the API shows it. A new order waits for `queueMs` of work, and for the minutes that staff added. */
export const show = ({ state, version }: ActorDocument<Store>, queueMs: number) => {
	const { offers: _, products: __, soldOut: ___, ...store } = state;
	return { ...store, ...showHours(state), waitMinutes: Math.ceil(queueMs / 60_000) + state.extraMinutes, version };
};

export const showProduct = (store: Store, catalogue: CatalogueSnapshot, productId: string): MenuItem => {
	const item = menuItem({ catalogue, store, soldOut: store.soldOut }, productId);
	if (!item) throw new NotFound("product");
	return item;
};

export const showOffer = ({ offers }: Pick<Store, "offers">, itemId: string): Offer => {
	const { hidden = false, price = null, prepSeconds = null, soldOut = false } = entryOf(offers, itemId) ?? {};
	return { itemId, hidden, soldOut, price, prepSeconds };
};
