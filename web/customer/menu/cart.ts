import type { MenuItem } from "../../../contracts/menu/items.ts";
import type { Text } from "../../../contracts/notation/common.ts";
import type { Store } from "../../../contracts/store.ts";

/** A product and quantity, with the name and price at the time it was added. */
export interface CartLine {
	productId: string;
	name: Text;
	price: number;
	quantity: number;
}

export type Cart = CartLine[];

/** A line at the menu's current price. */
export interface PricedLine extends CartLine {
	subtotal: number;
	/** The price when it was added, if it has changed. */
	previousPrice: number | undefined;
	fault: "sold_out" | "gone" | undefined;
}

export type Blocker = "closed" | "empty" | "unavailable" | "too_many" | "no_destination" | "no_quote";

export interface CheckoutState {
	store: Pick<Store, "open"> | undefined;
	lines: PricedLine[];
	isDelivered: boolean;
	hasDestination: boolean;
	hasQuote: boolean;
}

/** Limits of the API. */
export const MAX_QUANTITY = 100;
export const MAX_LINES = 50;

export const quantityOf = (cart: Cart, productId: string): number => cart.find((line) => line.productId === productId)?.quantity ?? 0;

/** Sets the quantity of a product at its current price, in place. Zero removes it. */
export const withQuantity = (cart: Cart, { name, price, productId }: Omit<CartLine, "quantity">, quantity: number): Cart => {
	const line = { productId, name, price, quantity: Math.min(quantity, MAX_QUANTITY) };
	if (quantity <= 0) return cart.filter((other) => other.productId !== productId);
	if (quantityOf(cart, productId) === 0) return [...cart, line];
	return cart.map((other) => (other.productId === productId ? line : other));
};

const faultOf = (item: MenuItem | undefined): PricedLine["fault"] => {
	if (!item) return "gone";
	return item.available ? undefined : "sold_out";
};

/** Prices come from the menu. The cart's own prices only show what has changed. */
export const priced = (cart: Cart, menu: MenuItem[]): PricedLine[] =>
	cart.map((line) => {
		const item = menu.find(({ productId }) => productId === line.productId);
		const { name, price } = item ?? line;
		return {
			...line,
			name,
			price,
			subtotal: price * line.quantity,
			previousPrice: price === line.price ? undefined : line.price,
			fault: faultOf(item),
		};
	});

/** The cart without the ordered quantities. */
export const without = (cart: Cart, ordered: Pick<CartLine, "productId" | "quantity">[]): Cart =>
	ordered.reduce((rest, { productId, quantity }) => {
		const line = rest.find((other) => other.productId === productId);
		return line ? withQuantity(rest, line, line.quantity - quantity) : rest;
	}, cart);

/** The sum of the available lines. */
export const totalOf = (lines: PricedLine[]): number => lines.reduce((sum, { fault, subtotal }) => sum + (fault ? 0 : subtotal), 0);
export const countOf = (lines: Cart): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** The store's queue plus the cart's own preparation, one item after the other. */
export const minutesFor = (waitMinutes: number, cart: Cart, menu: MenuItem[]): number => {
	const seconds = (productId: string) => menu.find((item) => item.productId === productId)?.prepSeconds ?? 0;
	const own = cart.reduce((sum, { productId, quantity }) => sum + seconds(productId) * quantity, 0);
	return Math.max(1, waitMinutes + Math.ceil(own / 60));
};

/** The most important reason why the cart cannot be ordered. */
export const blockerOf = ({ hasDestination, hasQuote, isDelivered, lines, store }: CheckoutState): Blocker | undefined => {
	if (store?.open === false) return "closed";
	if (lines.length === 0) return "empty";
	if (lines.some(({ fault }) => fault !== undefined)) return "unavailable";
	if (lines.length > MAX_LINES) return "too_many";
	if (isDelivered && !hasDestination) return "no_destination";
	return isDelivered && !hasQuote ? "no_quote" : undefined;
};
