import type { Line } from "../../contracts/common.ts";
import type { StockItem, StockMessage, StockSnapshot } from "../../contracts/stock.ts";
import { become, type Decision, ignore, type Rules } from "../../lib/actor/rules.ts";

type Decided = Decision<Stock, StockMessage>;
type Quantities = Record<string, number>;

/** The stock of one store. A product without an entry is not counted and never runs out. */
export interface Stock {
	storeId: string;
	/** Still holds what is reserved, until it is brewed. */
	onHand: Quantities;
	/** What each open order has been promised. */
	reserved: Record<string, Quantities>;
}

export type StockCommand =
	| { type: "count"; storeId: string; onHand: Quantities }
	| { type: "reserve"; storeId: string; orderId: string; lines: Line[] }
	| { type: "giveBack"; storeId: string; orderId: string }
	| { type: "use"; storeId: string; orderId: string };

/** What all open orders together have been promised. */
const promised = ({ reserved }: Stock): Map<string, number> => summed(Object.values(reserved).flatMap(Object.entries<number>));

/** By product; a map, for a product may well be called `constructor`. */
const summed = (entries: [productId: string, quantity: number][]): Map<string, number> => {
	const total = new Map<string, number>();
	for (const [productId, quantity] of entries) total.set(productId, (total.get(productId) ?? 0) + quantity);
	return total;
};

/** `available` is never below zero, even if staff count fewer than are promised. */
export const items = (stock: Stock): StockItem[] => {
	const taken = promised(stock);
	return Object.entries(stock.onHand).map(([productId, onHand]) => {
		const reserved = taken.get(productId) ?? 0;
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
const changed = (before: Stock, after: Stock): Decided => {
	const was = availability(before);
	const is = availability(after);
	return become(after, same(was, is) ? [] : "stock.changed", snapshot(after, null));
};

const same = (was: Record<string, boolean>, is: Record<string, boolean>): boolean =>
	Object.keys(is).every((productId) => is[productId] === was[productId]);

/** Of what is counted at all. */
const wanted = (stock: Stock, lines: Line[]): Map<string, number> =>
	summed(lines.filter(({ productId }) => Object.hasOwn(stock.onHand, productId)).map(({ productId, quantity }) => [productId, quantity]));

/** All lines or none. */
const reserve = (stock: Stock, orderId: string, lines: Line[]): Decided => {
	if (Object.hasOwn(stock.reserved, orderId)) return ignore;
	const quantities = wanted(stock, lines);
	const missing = items(stock)
		.filter(({ available, productId }) => available < (quantities.get(productId) ?? 0))
		.map(({ productId }) => productId);
	if (missing.length > 0) return become(stock, "stock.ran_out", snapshot(stock, orderId, missing));
	const after = { ...stock, reserved: { ...stock.reserved, [orderId]: Object.fromEntries(quantities) } };
	const answer = snapshot(after, orderId);
	return become(after, same(availability(stock), answer.available) ? "stock.reserved" : ["stock.reserved", "stock.changed"], answer);
};

const release = (stock: Stock, orderId: string, used: boolean): Decided => {
	if (!Object.hasOwn(stock.reserved, orderId)) return ignore;
	const { [orderId]: quantities = {}, ...reserved } = stock.reserved;
	const onHand = { ...stock.onHand };
	if (used)
		for (const [productId, quantity] of Object.entries(quantities)) onHand[productId] = Math.max(0, (onHand[productId] ?? 0) - quantity);
	return changed(stock, { ...stock, onHand, reserved });
};

export const decide = (found: Stock | null, command: StockCommand): Decided => {
	const stock = found ?? { storeId: command.storeId, onHand: {}, reserved: {} };
	switch (command.type) {
		case "count":
			return changed(stock, { ...stock, onHand: { ...stock.onHand, ...command.onHand } });
		case "reserve":
			return reserve(stock, command.orderId, command.lines);
		case "giveBack":
		case "use":
			// Store early messages too, so that overtaken reservations are recognised as stale.
			return found ? release(found, command.orderId, command.type === "use") : become(stock);
	}
};

/** No `snapshot`: every message brings its own payload, and the audit reads `reserved` from `scan`. */
export const stockRules: Rules<Stock, StockCommand, StockMessage> = { decide };
