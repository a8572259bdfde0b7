import type { Level, Line } from "../../contracts/common.ts";
import type { OrderRequest } from "../../contracts/order.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";
import { type Fare, fareOf, GOODS, type Tariff } from "../../lib/domain/fee.ts";
import { preparation } from "../../lib/domain/preparation-time.ts";
import { isQuoteFor, readQuote, UnknownQuote } from "../../lib/domain/quote.ts";
import { Invalid } from "../../lib/domain/refusal.ts";
import { QuoteMismatch, StoreClosed, UnknownProduct } from "./order.errors.ts";
import type { NewOrder } from "./order.ts";

/** What the order service adds. */
export interface Facts {
	id: string;
	customerId: string;
	level: Level;
	store: StoreSnapshot;
	tariff: Tariff;
	/** What quotes are signed with. */
	secret: string;
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

const linesOf = (request: OrderRequest, store: StoreSnapshot): Line[] =>
	(request.lines ?? []).map(({ productId, quantity }, index) => {
		const product = Object.hasOwn(store.products, productId) ? store.products[productId] : undefined;
		if (!product) throw new UnknownProduct(productId, index);
		return { ...product, quantity };
	});

/** What the schema cannot say: which fields belong to which kind of order. */
const checkShape = ({ destination, fulfilment, kind, lines, parcel, quoteId }: OrderRequest): void => {
	const isParcel = kind === "parcel";
	const isDelivered = isParcel || fulfilment === "delivery";
	const faults: [boolean, string, string][] = [
		[isParcel && !parcel, "parcel", "A parcel order needs a parcel."],
		[isParcel && lines !== undefined, "lines", "A parcel order has no lines."],
		[isParcel && fulfilment === "pickup", "fulfilment", "A parcel is always delivered."],
		[isParcel && destination !== undefined, "destination", "A parcel goes where the parcel says."],
		[!isParcel && !lines, "lines", "An order of goods needs lines."],
		[!isParcel && parcel !== undefined, "parcel", "An order of goods has no parcel."],
		[!isParcel && isDelivered && !destination, "destination", "A delivery needs a destination."],
		[!isDelivered && destination !== undefined, "destination", "A pick-up has no destination."],
		[!isDelivered && quoteId !== undefined, "quoteId", "A pick-up needs no quote."],
	];
	for (const [isFault, field, message] of faults) if (isFault) throw new Invalid(field, message);
};

/** The quoted fare where there is a quote for this very delivery, else today's. */
const fareFor = (request: OrderRequest, { at, customerId, secret, store, tariff }: Facts): Fare => {
	const { destination = null, parcel = null, quoteId } = request;
	if (quoteId === undefined) return fareOf(parcel ? parcel : { from: store.location, to: destination!, ...GOODS }, tariff);
	const quote = readQuote(quoteId, secret, at);
	if (quote.customerId !== customerId) throw new UnknownQuote();
	if (!isQuoteFor(quote, { customerId, storeId: store.id, parcel, destination })) throw new QuoteMismatch();
	return quote;
};

/** Prices, names and preparation times are those of this moment, whatever the menu says later. */
export const draft = (request: OrderRequest, facts: Facts): NewOrder => {
	const { id, customerId, level, store, at, payBy } = facts;
	checkShape(request);
	const lines = linesOf(request, store);
	const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
	const isParcel = request.kind === "parcel";
	const isDelivered = isParcel || request.fulfilment === "delivery";
	const fare = isDelivered ? fareFor(request, facts) : undefined;
	if (!store.open) throw new StoreClosed(store.id);
	const delivery = fare?.fee ?? 0;
	const readyAt = isParcel ? null : at + preparation(lines) + store.extraMinutes * 60_000;
	return {
		id,
		number: callNumber(id),
		storeId: store.id,
		customerId,
		kind: request.kind,
		fulfilment: isDelivered ? "delivery" : "pickup",
		lines,
		parcel: request.parcel ?? null,
		destination: request.parcel?.to ?? request.destination ?? null,
		quoteId: request.quoteId ?? null,
		amounts: { goods, delivery, total: goods + delivery },
		level,
		note: request.note ?? null,
		timing: request.payment.timing,
		payBy,
		promise: { readyAt, deliveredBy: fare ? (readyAt ?? at) + fare.etaMinutes * 60_000 : null },
	};
};
