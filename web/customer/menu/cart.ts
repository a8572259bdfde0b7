import type { Menu, MenuItem } from "../../../contracts/menu/items.ts";
import type { LineOption, Text } from "../../../contracts/notation/common.ts";
import type { Store } from "../../../contracts/store.ts";
import { type ChosenOption, choiceKey, described, groupsOf, optionFault, unitPrice } from "./options.ts";

/** A product with its options and quantity, and the name and price of a unit at the time it was added. */
export interface CartLine {
	productId: string;
	/** Carts of earlier versions have none. */
	options?: ChosenOption[];
	name: Text;
	price: number;
	quantity: number;
}

export type Cart = CartLine[];

/** A line at the menu's current price. */
export interface PricedLine extends CartLine {
	/** The chosen options with their names. */
	chosen: LineOption[];
	subtotal: number;
	/** The price when it was added, if it has changed. */
	previousPrice: number | undefined;
	fault: "sold_out" | "gone" | "option_sold_out" | "option_gone" | undefined;
	/** Whether its options can be changed. */
	hasOptions: boolean;
}

export type Blocker = "closed" | "no_time" | "empty" | "unavailable" | "too_many" | "no_destination" | "no_quote";

export interface CheckoutState {
	store: Pick<Store, "openNow"> | undefined;
	lines: PricedLine[];
	isDelivered: boolean;
	hasDestination: boolean;
	hasQuote: boolean;
	/** The time of a scheduled order; empty until it is chosen. */
	at?: string | undefined;
}

/** Limits of the API. */
export const MAX_QUANTITY = 100;
export const MAX_LINES = 50;

type Sold = Pick<Menu, "items" | "optionGroups">;
type LineId = Pick<CartLine, "productId" | "options">;

export const lineKey = ({ options = [], productId }: LineId): string => `${productId} ${choiceKey(options)}`;

/** How many of a product are in the cart, with whatever options. */
export const quantityOf = (cart: Cart, productId: string): number =>
	cart.reduce((sum, line) => sum + (line.productId === productId ? line.quantity : 0), 0);

const lineOf = (cart: Cart, wanted: LineId): CartLine | undefined => cart.find((line) => lineKey(line) === lineKey(wanted));

/** Sets the quantity of a line at its current price, in place. Zero removes it. */
export const withQuantity = (cart: Cart, { name, options = [], price, productId }: Omit<CartLine, "quantity">, quantity: number): Cart => {
	const line = { productId, options, name, price, quantity: Math.min(quantity, MAX_QUANTITY) };
	const key = lineKey(line);
	if (quantity <= 0) return cart.filter((other) => lineKey(other) !== key);
	if (!lineOf(cart, line)) return [...cart, line];
	return cart.map((other) => (lineKey(other) === key ? line : other));
};

/** Adds to the line with the same options, or a new line. */
export const added = (cart: Cart, line: CartLine): Cart => withQuantity(cart, line, (lineOf(cart, line)?.quantity ?? 0) + line.quantity);

/** Gives a line other options. A line that has them already takes up its quantity. */
export const changed = (cart: Cart, before: LineId, line: CartLine): Cart => {
	const index = cart.findIndex((other) => lineKey(other) === lineKey(before));
	const rest = cart.filter((_, position) => position !== index);
	if (lineOf(rest, line)) return added(rest, line);
	return cart.map((other, position) => (position === index ? line : other));
};

const faultOf = (item: MenuItem | undefined, fault: PricedLine["fault"]): PricedLine["fault"] => {
	if (!item) return "gone";
	return item.available ? fault : "sold_out";
};

/** Prices come from the menu. The cart's own prices only show what has changed. */
export const priced = (cart: Cart, menu: Sold): PricedLine[] =>
	cart.map((line) => {
		const { options = [] } = line;
		const item = menu.items.find(({ productId }) => productId === line.productId);
		const groups = item ? groupsOf(item, menu.optionGroups) : [];
		const price = item ? unitPrice(item, options, groups) : line.price;
		return {
			...line,
			options,
			name: item?.name ?? line.name,
			chosen: described(options, groups),
			price,
			subtotal: price * line.quantity,
			previousPrice: price === line.price ? undefined : line.price,
			fault: faultOf(item, optionFault(options, groups)),
			hasOptions: groups.length > 0,
		};
	});

/** The cart without the ordered quantities. */
export const without = (cart: Cart, ordered: (LineId & Pick<CartLine, "quantity">)[]): Cart =>
	ordered.reduce((rest, sent) => {
		const line = lineOf(rest, sent);
		return line ? withQuantity(rest, line, line.quantity - sent.quantity) : rest;
	}, cart);

/** The sum of the available lines. */
export const totalOf = (lines: PricedLine[]): number => lines.reduce((sum, { fault, subtotal }) => sum + (fault ? 0 : subtotal), 0);
export const countOf = (lines: Cart): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** The store's queue plus the cart's own preparation, one item after the other. */
export const minutesFor = (waitMinutes: number, cart: Cart, items: MenuItem[]): number => {
	const seconds = (productId: string) => items.find((item) => item.productId === productId)?.prepSeconds ?? 0;
	const own = cart.reduce((sum, { productId, quantity }) => sum + seconds(productId) * quantity, 0);
	return Math.max(1, waitMinutes + Math.ceil(own / 60));
};

/** The most important reason why the cart cannot be ordered. */
export const blockerOf = ({ at, hasDestination, hasQuote, isDelivered, lines, store }: CheckoutState): Blocker | undefined => {
	if (at === undefined && store?.openNow === false) return "closed";
	if (lines.length === 0) return "empty";
	if (lines.some(({ fault }) => fault !== undefined)) return "unavailable";
	if (lines.length > MAX_LINES) return "too_many";
	if (at === "") return "no_time";
	if (isDelivered && !hasDestination) return "no_destination";
	return isDelivered && !hasQuote ? "no_quote" : undefined;
};
