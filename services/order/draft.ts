import type { Level, Line, Parcel, Place, StoreSaid } from "../../lib/catalogue.ts";
import { preparation } from "../../lib/preparation.ts";
import { StoreClosed, UnknownProduct } from "./order.errors.ts";
import type { NewOrder } from "./order.ts";

/** What a customer sends to place an order. */
export interface OrderRequest {
	storeId: string;
	kind: "goods" | "parcel";
	fulfilment?: "pickup" | "delivery";
	lines?: { productId: string; quantity: number }[];
	parcel?: Parcel;
	destination?: Place;
	quoteId?: string;
	payment: { timing: "prepaid" | "on_receipt" };
	note?: string;
}

/** What the order service adds. */
export interface Facts {
	id: string;
	customerId: string;
	level: Level;
	store: StoreSaid;
	deliveryFee: number;
	at: number;
	payBy: number;
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/** Short, for calling out; from the random end of the id, so that no two nodes need to agree. */
export const callNumber = (id: string): string => {
	let hash = 0;
	for (const character of id.slice(-12)) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
	return `${LETTERS[hash % LETTERS.length]}-${1 + (Math.floor(hash / LETTERS.length) % 999)}`;
};

const linesOf = (request: OrderRequest, store: StoreSaid): Line[] =>
	(request.lines ?? []).map(({ productId, quantity }, index) => {
		const product = Object.hasOwn(store.products, productId) ? store.products[productId] : undefined;
		if (!product) throw new UnknownProduct(productId, index);
		return { ...product, quantity };
	});

/** Prices, names and preparation times are those of this moment, whatever the menu says later. */
export const draft = (request: OrderRequest, facts: Facts): NewOrder => {
	const { id, customerId, level, store, at, payBy } = facts;
	if (!store.open) throw new StoreClosed(store.id);
	const lines = linesOf(request, store);
	const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
	const isParcel = request.kind === "parcel";
	const fulfilment = isParcel ? "delivery" : (request.fulfilment ?? "pickup");
	const delivery = fulfilment === "delivery" ? facts.deliveryFee : 0;
	return {
		id,
		number: callNumber(id),
		storeId: store.id,
		customerId,
		kind: request.kind,
		fulfilment,
		lines,
		parcel: request.parcel ?? null,
		destination: isParcel ? (request.parcel?.to ?? null) : (request.destination ?? null),
		quoteId: request.quoteId ?? null,
		amounts: { goods, delivery, total: goods + delivery },
		level,
		note: request.note ?? null,
		timing: request.payment.timing,
		payBy,
		readyAt: isParcel ? null : at + preparation(lines) + store.extraMinutes * 60_000,
	};
};
