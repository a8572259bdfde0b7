import type { Line } from "../../../contracts/common.ts";
import type { Menu, Store } from "../../../contracts/store.ts";
import { Resource } from "../../shared/resource.ts";
import { kept } from "../persisted-signal.ts";
import { type Cart, put, quantityOf } from "./cart.ts";

/** Where this customer orders; nothing until they have chosen. */
export const storeId = kept<string | undefined>("store", undefined);

const carts = kept<Record<string, Cart>>("carts", {});

export const cartOf = (store: string): Cart => carts.value[store] ?? [];
export const setCart = (store: string, cart: Cart): void => {
	carts.value = { ...carts.value, [store]: cart };
};

/** The same again: on top of what the cart holds, at the prices of then, so that the menu can say what has changed. */
export function orderAgain(store: string, lines: Pick<Line, "productId" | "name" | "price" | "quantity">[]): void {
	const again = lines.reduce((cart, line) => put(cart, line, quantityOf(cart, line.productId) + line.quantity), cartOf(store));
	setCart(store, again);
	storeId.value = store;
}

export interface Shop {
	store: Resource<Store>;
	menu: Resource<Menu>;
}

const shops = new Map<string, Shop>();

/** Known from one view to the next, so that coming back shows it at once. */
export function shopOf(id: string): Shop {
	const path = `/v1/stores/${encodeURIComponent(id)}`;
	const shop = shops.get(id) ?? { store: new Resource<Store>(path), menu: new Resource<Menu>(`${path}/menu`) };
	shops.set(id, shop);
	return shop;
}
