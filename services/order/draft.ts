import type { CatalogueSnapshot } from "../../contracts/menu/catalogue.ts";
import type { Level, Line } from "../../contracts/notation/common.ts";
import type { OrderRequest } from "../../contracts/order.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";
import { type Fare, fareOf, GOODS, type Tariff } from "../../lib/domain/fee.ts";
import { openingAt } from "../../lib/domain/hours/opening-hours.ts";
import { preparation } from "../../lib/domain/preparation-time.ts";
import { isQuoteFor, readQuote, UnknownQuote } from "../../lib/domain/quote.ts";
import { Invalid } from "../../lib/domain/refusal.ts";
import { linesOf } from "./menu/lines.ts";
import { QuoteMismatch, StoreClosed } from "./order.errors.ts";
import type { NewOrder } from "./order.ts";
import { scheduled } from "./schedule.ts";

/** What the order service knows in addition to the request. */
export interface Facts {
	id: string;
	customerId: string;
	level: Level;
	store: StoreSnapshot;
	/** Null if it is not known: the store's own products can be ordered all the same. */
	catalogue: CatalogueSnapshot | null;
	tariff: Tariff;
	/** Signs quotes. */
	secret: string;
	at: number;
	timeZone: string;
	payBy: number;
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A short number for baristas to call out. It is derived from the random end of the id, so that nodes need no shared counter. */
export const callNumber = (id: string): string => {
	let hash = 0;
	for (const character of id.slice(-12)) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
	return `${LETTERS[hash % LETTERS.length]}-${1 + (Math.floor(hash / LETTERS.length) % 999)}`;
};

/** The schema cannot express which fields belong to which kind of order. */
const checkShape = ({ destination, fulfilment, kind, lines, parcel, quoteId }: OrderRequest): void => {
	const isParcel = kind === "parcel";
	const isDelivered = isParcel || fulfilment === "delivery";
	const rules: [boolean, string, string][] = [
		[isParcel && !parcel, "parcel", "A parcel order needs `parcel`."],
		[isParcel && lines !== undefined, "lines", "A parcel order cannot have lines."],
		[isParcel && fulfilment === "pickup", "fulfilment", "A parcel is always delivered."],
		[isParcel && destination !== undefined, "destination", "A parcel's destination is `parcel.to`."],
		[!isParcel && !lines, "lines", "An order of goods needs lines."],
		[!isParcel && parcel !== undefined, "parcel", "An order of goods cannot have a parcel."],
		[!isParcel && isDelivered && !destination, "destination", "A delivery needs a destination."],
		[!isDelivered && destination !== undefined, "destination", "A pick-up cannot have a destination."],
		[!isDelivered && quoteId !== undefined, "quoteId", "A pick-up cannot have a quote."],
	];
	for (const [isBroken, field, message] of rules) if (isBroken) throw new Invalid(field, message);
};

/** The fare of the quote if the request has one for this delivery, otherwise the current fare. */
const fareFor = (request: OrderRequest, { at, customerId, secret, store, tariff }: Facts): Fare => {
	const { destination = null, parcel = null, quoteId } = request;
	if (quoteId === undefined) return fareOf(parcel ? parcel : { from: store.location, to: destination!, ...GOODS }, tariff);
	const quote = readQuote(quoteId, secret, at);
	if (quote.customerId !== customerId) throw new UnknownQuote();
	if (!isQuoteFor(quote, { customerId, storeId: store.id, parcel, destination })) throw new QuoteMismatch();
	return quote;
};

/** As soon as possible; the store estimates it anew when it receives the order. */
const soon = (lines: Line[], rideMs: number, isParcel: boolean, { at, store, timeZone }: Facts): Pick<NewOrder, "promise"> => {
	const { openNow, opensAt } = openingAt(store, at, timeZone);
	if (!openNow) throw new StoreClosed(store.id, opensAt);
	const readyAt = isParcel ? null : at + preparation(lines) + store.extraMinutes * 60_000;
	return { promise: { readyAt, deliveredBy: rideMs > 0 ? (readyAt ?? at) + rideMs : null } };
};

/** Copies prices, names and preparation times, so that later menu changes do not affect the order. */
export const draft = (request: OrderRequest, facts: Facts): NewOrder => {
	const { id, customerId, level, store, catalogue, payBy } = facts;
	checkShape(request);
	const lines = linesOf(request.lines ?? [], store, catalogue);
	const goods = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
	const isParcel = request.kind === "parcel";
	const isDelivered = isParcel || request.fulfilment === "delivery";
	const fare = isDelivered ? fareFor(request, facts) : undefined;
	const rideMs = (fare?.etaMinutes ?? 0) * 60_000;
	const promised =
		request.for === undefined
			? soon(lines, rideMs, isParcel, facts)
			: scheduled({ text: request.for, kind: request.kind, lines, rideMs }, facts);
	const delivery = fare?.fee ?? 0;
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
		...promised,
	};
};
