import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Parcel, Place } from "../../contracts/notation/common.ts";
import type { Fare } from "./fee.ts";
import type { Spot } from "./geo.ts";
import { iso } from "./iso-time.ts";
import { Refusal } from "./refusal.ts";

/** A place as stored in a quote: the address is hashed, so it can be compared but not read. */
export interface Stop extends Spot {
	addressHash: string;
}

/** A delivery fee promised to a customer. */
export interface Quote extends Fare {
	customerId: string;
	/** Null for parcels, which any store accepts. */
	storeId: string | null;
	from: Stop;
	to: Stop;
	size: Parcel["size"];
	weightKg: number;
	expiresAt: number;
}

export class UnknownQuote extends Refusal {
	constructor() {
		super("unknown_quote", "The quote does not exist.", { field: "quoteId" });
	}
}

export class QuoteExpired extends Refusal {
	constructor(expiresAt: number) {
		super("quote_expired", `The quote expired at ${iso(expiresAt)}.`, { field: "quoteId", expiresAt });
	}
}

const PREFIX = "quo_";
/** Rounds to about one metre. */
const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;

export const stopAt = ({ address, lat, lng }: Place): Stop => ({
	lat: round(lat),
	lng: round(lng),
	addressHash: createHash("sha256").update(address).digest("base64url").slice(0, 10),
});

/** The same secret signs sessions; the label separates the two uses. */
const signatureOf = (payload: string, secret: string): Buffer =>
	createHmac("sha256", secret).update(`quote:${payload}`).digest().subarray(0, 16);

/** Creates an id that contains the whole quote, so that a service with the secret can verify it without a lookup. */
export const signQuote = (quote: Quote, secret: string): string => {
	const { customerId, storeId, from, to, size, weightKg, fee, distanceKm, etaMinutes, expiresAt } = quote;
	const fields = [customerId, storeId, stopFields(from), stopFields(to), size, weightKg, fee, distanceKm, etaMinutes, expiresAt];
	const payload = Buffer.from(JSON.stringify(fields)).toString("base64url");
	return `${PREFIX}${payload}.${signatureOf(payload, secret).toString("base64url")}`;
};

type StopFields = [lat: number, lng: number, addressHash: string];
const stopFields = ({ addressHash, lat, lng }: Stop): StopFields => [lat, lng, addressHash];
const stopOf = ([lat, lng, addressHash]: StopFields): Stop => ({ lat, lng, addressHash });

/** The quote of an id. Throws if the id is invalid or the quote has expired. */
export const readQuote = (id: string, secret: string, at: number): Quote => {
	const [, payload = "", signature = ""] = /^quo_([\w-]+)\.([\w-]{22})$/.exec(id) ?? [];
	if (!payload || !timingSafeEqual(Buffer.from(signature, "base64url"), signatureOf(payload, secret))) throw new UnknownQuote();
	const [customerId, storeId, from, to, size, weightKg, fee, distanceKm, etaMinutes, expiresAt] = JSON.parse(
		Buffer.from(payload, "base64url").toString(),
	);
	if (at > expiresAt) throw new QuoteExpired(expiresAt);
	return { customerId, storeId, from: stopOf(from), to: stopOf(to), size, weightKg, fee, distanceKm, etaMinutes, expiresAt };
};

/** The delivery that an order requests. */
export interface RequestedDelivery {
	customerId: string;
	storeId: string;
	parcel: Pick<Parcel, "size" | "weightKg" | "from" | "to"> | null;
	destination: Place | null;
}

const isAt = (stop: Stop, place: Place | null): boolean => {
	if (!place) return false;
	const { addressHash, lat, lng } = stopAt(place);
	return stop.addressHash === addressHash && stop.lat === lat && stop.lng === lng;
};

/** Whether the quote was given to this customer for exactly this delivery. */
export const isQuoteFor = (quote: Quote, { customerId, destination, parcel, storeId }: RequestedDelivery): boolean => {
	if (quote.customerId !== customerId) return false;
	if (!parcel) return quote.storeId === storeId && isAt(quote.to, destination);
	const isSameRide = isAt(quote.from, parcel.from) && isAt(quote.to, parcel.to);
	return quote.storeId === null && isSameRide && quote.size === parcel.size && quote.weightKg === parcel.weightKg;
};
