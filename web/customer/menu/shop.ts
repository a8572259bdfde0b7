import type { Menu } from "../../../contracts/menu/items.ts";
import type { Line } from "../../../contracts/notation/common.ts";
import type { Store } from "../../../contracts/store.ts";
import { Resource } from "../../shared/resource.ts";
import { persistedSignal } from "../persisted-signal.ts";
import { added, type Cart } from "./cart.ts";

/** The chosen store; undefined until the customer chooses one. */
export const storeId = persistedSignal<string | undefined>("store", undefined);

const carts = persistedSignal<Record<string, Cart>>("carts", {});

export const cartOf = (store: string): Cart => carts.value[store] ?? [];
export const setCart = (store: string, cart: Cart): void => {
	carts.value = { ...carts.value, [store]: cart };
};

/** Fills the cart with an order's lines at their former prices, so that the cart shows what has changed or is gone. */
export function orderAgain(store: string, lines: Line[]): void {
	setCart(
		store,
		lines.reduce<Cart>((cart, { name, options = [], price, productId, quantity }) => {
			const chosen = options.map(({ groupId, optionId, quantity }) => ({ groupId, optionId, quantity }));
			return added(cart, { productId, options: chosen, name, price, quantity });
		}, []),
	);
	storeId.value = store;
}

export interface Shop {
	store: Resource<Store>;
	menu: Resource<Menu>;
}

const shops = new Map<string, Shop>();

/** Cached across views, so that returning to a store shows it at once. */
export function shopOf(id: string): Shop {
	const path = `/v1/stores/${encodeURIComponent(id)}`;
	const shop = shops.get(id) ?? { store: new Resource<Store>(path), menu: new Resource<Menu>(`${path}/menu`) };
	shops.set(id, shop);
	return shop;
}
