import type { Parcel, Place } from "../../contracts/common.ts";
import { deliveryStore } from "../../contracts/delivery.ts";
import { type QuoteRequest, quote } from "../../contracts/quote.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { fareOf, GOODS } from "../../lib/domain/fee.ts";
import { iso } from "../../lib/domain/iso-time.ts";
import { type Quote, readQuote, signQuote, stopAt } from "../../lib/domain/quote.ts";
import { Invalid, NotFound } from "../../lib/domain/refusal.ts";
import { UnknownStore } from "./delivery.errors.ts";

type ParcelRide = Pick<Parcel, "from" | "to" | "size" | "weightKg">;
interface StoreRide {
	storeId: string;
	destination: Place;
}

const OF_PARCEL = ["from", "to", "size", "weightKg"] as const;
const OF_STORE = ["storeId", "destination"] as const;

/** A request has all fields of one kind and none of the other. */
const check = (request: QuoteRequest): void => {
	const isOfParcel = request.storeId === undefined && request.destination === undefined;
	const [required, others] = isOfParcel ? [OF_PARCEL, OF_STORE] : [OF_STORE, OF_PARCEL];
	for (const field of required) if (request[field] === undefined) throw new Invalid(field, "It is required.");
	for (const field of others) if (request[field] !== undefined) throw new Invalid(field, `It does not go with ${required[0]}.`);
};

const quoteFor = (customerId: string, storeId: string | null, ride: ParcelRide): Quote => ({
	customerId,
	storeId,
	from: stopAt(ride.from),
	to: stopAt(ride.to),
	size: ride.size,
	weightKg: ride.weightKg,
	...fareOf(ride, config),
	expiresAt: Date.now() + config.quoteSeconds * 1000,
});

const readOrNotFound = (quoteId: string): Quote => {
	try {
		return readQuote(quoteId, config.secret, Date.now());
	} catch {
		throw new NotFound("quote");
	}
};

const show = (id: string, { distanceKm, etaMinutes, expiresAt, fee }: Quote) => ({
	id,
	fee,
	distanceKm,
	etaMinutes,
	expiresAt: iso(expiresAt),
});

/** Quotes are not stored: the id contains the signed quote. */
export default {
	name: "quote",
	mixins: [contracted(quote)],
	actions: {
		async create(ctx) {
			check(ctx.params);
			const { storeId = null } = ctx.params;
			const ride = storeId === null ? (ctx.params as ParcelRide) : await this.rideFrom(ctx.params as StoreRide);
			const made = quoteFor(ctx.meta.caller.accountId, storeId, ride);
			return show(signQuote(made, config.secret), made);
		},
		async get(ctx) {
			const { quoteId } = ctx.params;
			const found = readOrNotFound(quoteId);
			if (found.customerId !== ctx.meta.caller.accountId) throw new NotFound("quote");
			return show(quoteId, found);
		},
	},
	methods: {
		async rideFrom({ destination, storeId }: StoreRide) {
			const from = await call(this.broker, deliveryStore.place, { storeId });
			if (!from) throw new UnknownStore(storeId);
			return { from, to: destination, ...GOODS };
		},
	},
} satisfies Implements<typeof quote, { rideFrom(request: StoreRide): Promise<ParcelRide> }>;
