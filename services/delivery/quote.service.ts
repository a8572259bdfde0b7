import { deliveryStore } from "../../contracts/delivery.ts";
import type { Parcel, Place } from "../../contracts/notation/common.ts";
import { type QuoteRequest, quote } from "../../contracts/quote.ts";
import { call, contracted, type Implements } from "../../lib/broker/contract.ts";
import { config } from "../../lib/config/config.ts";
import { fareOf, GOODS } from "../../lib/domain/fee.ts";
import { type Quote, readQuote, signQuote, stopAt } from "../../lib/domain/quote.ts";
import { Invalid, NotFound, UnknownStore } from "../../lib/domain/refusal.ts";
import { show } from "./quote.view.ts";

type ParcelRoute = Pick<Parcel, "from" | "to" | "size" | "weightKg">;
interface StoreRoute {
	storeId: string;
	destination: Place;
}

const PARCEL_FIELDS = ["from", "to", "size", "weightKg"] as const;
const STORE_FIELDS = ["storeId", "destination"] as const;

/** A request has all fields of one kind, parcel or store, and none of the other. */
const check = (request: QuoteRequest): void => {
	const isParcel = request.storeId === undefined && request.destination === undefined;
	const [required, others] = isParcel ? [PARCEL_FIELDS, STORE_FIELDS] : [STORE_FIELDS, PARCEL_FIELDS];
	for (const field of required) if (request[field] === undefined) throw new Invalid(field, "It is required.");
	for (const field of others) if (request[field] !== undefined) throw new Invalid(field, `It cannot be combined with ${required[0]}.`);
};

const quoteFor = (customerId: string, storeId: string | null, route: ParcelRoute): Quote => ({
	customerId,
	storeId,
	from: stopAt(route.from),
	to: stopAt(route.to),
	size: route.size,
	weightKg: route.weightKg,
	...fareOf(route, config),
	expiresAt: Date.now() + config.quoteSeconds * 1000,
});

const read = (quoteId: string): Quote => {
	try {
		return readQuote(quoteId, config.secret, Date.now());
	} catch {
		throw new NotFound("quote");
	}
};

/** Quotes are not stored: the id contains the signed quote. */
export default {
	name: "quote",
	mixins: [contracted(quote)],
	actions: {
		async create(ctx) {
			check(ctx.params);
			const { storeId = null } = ctx.params;
			const route = storeId === null ? (ctx.params as ParcelRoute) : await this.routeFrom(ctx.params as StoreRoute);
			const created = quoteFor(ctx.meta.caller.accountId, storeId, route);
			return show(signQuote(created, config.secret), created);
		},
		async get(ctx) {
			const { quoteId } = ctx.params;
			const found = read(quoteId);
			if (found.customerId !== ctx.meta.caller.accountId) throw new NotFound("quote");
			return show(quoteId, found);
		},
	},
	methods: {
		async routeFrom({ destination, storeId }: StoreRoute) {
			const from = await call(this.broker, deliveryStore.place, { storeId });
			if (!from) throw new UnknownStore(storeId);
			return { from, to: destination, ...GOODS };
		},
	},
} satisfies Implements<typeof quote, { routeFrom(request: StoreRoute): Promise<ParcelRoute> }>;
