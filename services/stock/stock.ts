import type { Line } from "../../contracts/notation/common.ts";
import type { StockItem, StockMessage, StockSnapshot } from "../../contracts/stock.ts";
import { become, type Decision, ignore, type RulesFor } from "../../lib/actor/rules.ts";
import { optionItem } from "../../lib/domain/menu.ts";

type Decided = Decision<Stock, StockMessage>;
type Quantities = Record<string, number>;

/** The stock of one store, of products and options. One without an entry is not tracked and never runs out. */
export interface Stock {
	storeId: string;
	/** Includes reserved units until they are brewed. */
	onHand: Quantities;
	/** Quantities by order, until the order is brewed or cancelled. */
	reserved: Record<string, Quantities>;
}

export type StockCommand =
	| { type: "set"; storeId: string; onHand: Quantities }
	/** `isKnown`: the ticket knows already that its stock is reserved. */
	| { type: "reserve"; storeId: string; orderId: string; lines: Line[]; isStarted?: boolean; isKnown?: boolean }
	| { type: "release"; storeId: string; orderId: string }
	| { type: "consume"; storeId: string; orderId: string };

/** Quantities reserved by all open orders together. */
const reservedQuantities = ({ reserved }: Stock): Map<string, number> =>
	sumByProduct(Object.values(reserved).flatMap(Object.entries<number>));

/** A map rather than an object, because a product id may be `constructor`. */
const sumByProduct = (entries: [productId: string, quantity: number][]): Map<string, number> => {
	const total = new Map<string, number>();
	for (const [productId, quantity] of entries) total.set(productId, (total.get(productId) ?? 0) + quantity);
	return total;
};

/** `available` never drops below zero, even if staff set fewer on hand than are reserved. */
export const items = (stock: Stock): StockItem[] => {
	const quantities = reservedQuantities(stock);
	return Object.entries(stock.onHand).map(([productId, onHand]) => {
		const reserved = quantities.get(productId) ?? 0;
		return { productId, onHand, reserved, available: Math.max(0, onHand - reserved) };
	});
};

const availability = (stock: Stock): Record<string, boolean> =>
	Object.fromEntries(items(stock).map(({ productId, available }) => [productId, available > 0]));

const snapshot = (stock: Stock, orderId: string | null, missing: string[] = []): StockSnapshot => ({
	storeId: stock.storeId,
	orderId,
	missing,
	available: availability(stock),
});

/** Publishes only when a product has become available or unavailable. */
const changed = (before: Stock, after: Stock): Decided =>
	become(after, isSame(availability(before), availability(after)) ? [] : "stock.changed");

const isSame = (before: Record<string, boolean>, after: Record<string, boolean>): boolean =>
	Object.keys(after).every((productId) => after[productId] === before[productId]);

const quantitiesOf = ({ options = [], productId, quantity }: Line): [item: string, quantity: number][] => [
	[productId, quantity],
	...options.map((option): [string, number] => [optionItem(option.groupId, option.optionId), option.quantity * quantity]),
];

/** The quantities that an order needs, of tracked products and options only. */
const trackedQuantities = (stock: Stock, lines: Line[]): Map<string, number> =>
	sumByProduct(lines.flatMap(quantitiesOf).filter(([item]) => Object.hasOwn(stock.onHand, item)));

/** Reserves all lines or none. What is being brewed already has been taken from the shelf. */
const reserve = (stock: Stock, { isKnown, isStarted, lines, orderId }: StockCommand & { type: "reserve" }): Decided => {
	if (Object.hasOwn(stock.reserved, orderId)) return isKnown ? ignore : become(stock, "stock.reserved", snapshot(stock, orderId));
	const quantities = trackedQuantities(stock, lines);
	const missing = items(stock)
		.filter(({ available, productId }) => available < (quantities.get(productId) ?? 0))
		.map(({ productId }) => productId);
	if (missing.length > 0 && !isStarted) return become(stock, "stock.ran_out", snapshot(stock, orderId, missing));
	const after = { ...stock, reserved: { ...stock.reserved, [orderId]: Object.fromEntries(quantities) } };
	const data = snapshot(after, orderId);
	return become(after, isSame(availability(stock), data.available) ? "stock.reserved" : ["stock.reserved", "stock.changed"], data);
};

const endReservation = (stock: Stock, orderId: string, isConsumed: boolean): Decided => {
	if (!Object.hasOwn(stock.reserved, orderId)) return ignore;
	const { [orderId]: quantities = {}, ...reserved } = stock.reserved;
	const onHand = { ...stock.onHand };
	if (isConsumed)
		for (const [productId, quantity] of Object.entries(quantities)) onHand[productId] = Math.max(0, (onHand[productId] ?? 0) - quantity);
	return changed(stock, { ...stock, onHand, reserved });
};

export const decide = (found: Stock | null, command: StockCommand): Decided => {
	const stock = found ?? { storeId: command.storeId, onHand: {}, reserved: {} };
	switch (command.type) {
		case "set":
			return changed(stock, { ...stock, onHand: { ...stock.onHand, ...command.onHand } });
		case "reserve":
			return reserve(stock, command);
		case "release":
		case "consume":
			// Write a document for early messages too, so that overtaken reservations are recognised as stale.
			return found ? endReservation(found, command.orderId, command.type === "consume") : become(stock);
	}
};

/** Reservations are repeated when their tickets ask again. */
export const stockRules: RulesFor<Stock, StockCommand, StockMessage> = {
	decide,
	snapshot: (stock) => snapshot(stock, null),
	republish: () => ["stock.changed"],
};
