import type { Context, ServiceSchema } from "moleculer";
import type { Parcel, Place } from "../../lib/catalogue.ts";
import { config } from "../../lib/config.ts";
import { fareOf, GOODS } from "../../lib/fee.ts";
import { iso } from "../../lib/iso.ts";
import { type Quote, readQuote, signQuote, stopAt } from "../../lib/quote.ts";
import { Invalid, NotFound } from "../../lib/refusal.ts";
import type { Caller, CallMeta } from "../../mixins/guard.ts";
import { UnknownStore } from "./delivery.errors.ts";
import { quoted } from "./delivery.params.ts";
import * as schema from "./delivery.schema.ts";

type Call<Params> = Context<Params, CallMeta & { caller: Caller }>;
type ParcelRide = Pick<Parcel, "from" | "to" | "size" | "weightKg">;
interface StoreRide {
	storeId: string;
	destination: Place;
}
/** One of the two, all of it and nothing of the other. */
type Asked = Partial<ParcelRide & StoreRide>;

const OF_PARCEL = ["from", "to", "size", "weightKg"] as const;
const OF_STORE = ["storeId", "destination"] as const;

const check = (asked: Asked): void => {
	const [wanted, others] = asked.storeId === undefined && asked.destination === undefined ? [OF_PARCEL, OF_STORE] : [OF_STORE, OF_PARCEL];
	for (const field of wanted) if (asked[field] === undefined) throw new Invalid(field, "It is required.");
	for (const field of others) if (asked[field] !== undefined) throw new Invalid(field, `It does not go with ${wanted[0]}.`);
};

const show = (id: string, { distanceKm, etaMinutes, expiresAt, fee }: Quote) => ({
	id,
	fee,
	distanceKm,
	etaMinutes,
	expiresAt: iso(expiresAt),
});

/** Quotes are not kept anywhere: the id is the quote. */
export default {
	name: "quote",
	actions: {
		make: {
			summary: "Fixes the fee of a delivery for a while: of a parcel, or from a store",
			guard: ["customer"],
			params: quoted,
			returns: schema.quote,
			refuses: ["unknown_store"],
			async handler(ctx: Call<Asked>) {
				check(ctx.params);
				const { storeId = null } = ctx.params;
				const ride = storeId === null ? (ctx.params as ParcelRide) : await this.rideFrom(ctx.params as StoreRide);
				const { from, to, size, weightKg } = ride;
				const quote: Quote = {
					customerId: ctx.meta.caller.accountId,
					storeId,
					from: stopAt(from),
					to: stopAt(to),
					size,
					weightKg,
					...fareOf(ride, config),
					expiresAt: Date.now() + config.quoteSeconds * 1000,
				};
				return show(signQuote(quote, config.secret), quote);
			},
		},
		get: {
			summary: "Shows a quote while it holds",
			guard: ["customer"],
			params: { $$strict: true, quoteId: { type: "string", max: 500 } },
			returns: schema.quote,
			handler(ctx: Call<{ quoteId: string }>) {
				const { quoteId } = ctx.params;
				const quote = readOrNotFound(quoteId);
				if (quote.customerId !== ctx.meta.caller.accountId) throw new NotFound("quote");
				return show(quoteId, quote);
			},
		},
	},
	methods: {
		async rideFrom({ destination, storeId }: StoreRide): Promise<ParcelRide> {
			const from = await this.broker.call<Place | null, { storeId: string }>("delivery-store.place", { storeId });
			if (!from) throw new UnknownStore(storeId);
			return { from, to: destination, ...GOODS };
		},
	},
} satisfies ServiceSchema<object, { rideFrom(asked: StoreRide): Promise<ParcelRide> }, object>;

const readOrNotFound = (quoteId: string): Quote => {
	try {
		return readQuote(quoteId, config.secret, Date.now());
	} catch {
		throw new NotFound("quote");
	}
};
