import type { Text } from "../../../contracts/common.ts";
import type { MenuItem, Store } from "../../../contracts/store.ts";

/** What a customer wants of a product, with what it was called and cost when they put it in. */
export interface CartLine {
	productId: string;
	name: Text;
	price: number;
	quantity: number;
}

export type Cart = CartLine[];

/** A line as the menu has it now. */
export interface PricedLine extends CartLine {
	subtotal: number;
	/** What it cost when it was put in, if that was something else. */
	was: number | undefined;
	fault: "sold_out" | "gone" | undefined;
}

export type Hindrance = "closed" | "empty" | "unavailable" | "too_many" | "no_destination" | "no_quote";

export interface Wish {
	store: Pick<Store, "open"> | undefined;
	lines: PricedLine[];
	isDelivered: boolean;
	hasDestination: boolean;
	hasQuote: boolean;
}

/** As many as the API takes. */
export const MOST_OF_ONE = 100;
export const MOST_LINES = 50;

export const quantityOf = (cart: Cart, productId: string): number => cart.find((line) => line.productId === productId)?.quantity ?? 0;

/** So many of a product at the price of now, where it stands in the cart already; none takes it out. */
export const put = (cart: Cart, { name, price, productId }: Omit<CartLine, "quantity">, quantity: number): Cart => {
	const line = { productId, name, price, quantity: Math.min(quantity, MOST_OF_ONE) };
	if (quantity <= 0) return cart.filter((other) => other.productId !== productId);
	if (quantityOf(cart, productId) === 0) return [...cart, line];
	return cart.map((other) => (other.productId === productId ? line : other));
};

const faultOf = (item: MenuItem | undefined): PricedLine["fault"] => {
	if (!item) return "gone";
	return item.available ? undefined : "sold_out";
};

/** Prices are the menu's: what the cart remembers is only for telling what has changed. */
export const priced = (cart: Cart, menu: MenuItem[]): PricedLine[] =>
	cart.map((line) => {
		const item = menu.find(({ productId }) => productId === line.productId);
		const { name, price } = item ?? line;
		return {
			...line,
			name,
			price,
			subtotal: price * line.quantity,
			was: price === line.price ? undefined : line.price,
			fault: faultOf(item),
		};
	});

/** What is left when these are ordered. */
export const without = (cart: Cart, ordered: Pick<CartLine, "productId" | "quantity">[]): Cart =>
	ordered.reduce((rest, { productId, quantity }) => {
		const line = rest.find((other) => other.productId === productId);
		return line ? put(rest, line, line.quantity - quantity) : rest;
	}, cart);

/** Of what can be had. */
export const totalOf = (lines: PricedLine[]): number => lines.reduce((sum, { fault, subtotal }) => sum + (fault ? 0 : subtotal), 0);
export const countOf = (lines: Cart): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** Until these would be ready: those who wait already, and then they, one after the other. */
export const minutesFor = (waitMinutes: number, cart: Cart, menu: MenuItem[]): number => {
	const seconds = (productId: string) => menu.find((item) => item.productId === productId)?.prepSeconds ?? 0;
	const own = cart.reduce((sum, { productId, quantity }) => sum + seconds(productId) * quantity, 0);
	return Math.max(1, waitMinutes + Math.ceil(own / 60));
};

/** What has to be otherwise before these can be ordered, the most important first. */
export const hindranceOf = ({ hasDestination, hasQuote, isDelivered, lines, store }: Wish): Hindrance | undefined => {
	if (store?.open === false) return "closed";
	if (lines.length === 0) return "empty";
	if (lines.some(({ fault }) => fault !== undefined)) return "unavailable";
	if (lines.length > MOST_LINES) return "too_many";
	if (isDelivered && !hasDestination) return "no_destination";
	return isDelivered && !hasQuote ? "no_quote" : undefined;
};
