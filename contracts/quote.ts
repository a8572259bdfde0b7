import { Parcel, Place } from "./notation/common.ts";
import { actions } from "./notation/contract.ts";
import { isoTime, named, text } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

export const Quote = named("Quote", {
	id: Type.String(),
	fee: Type.Integer(),
	distanceKm: Type.Number(),
	etaMinutes: Type.Integer(),
	expiresAt: isoTime,
});
export type Quote = Static<typeof Quote>;

/** For a parcel, or from a store. services/delivery/quote.service.ts checks which fields may be combined. */
const QuoteRequest = Type.Object({
	from: Type.Optional(Place),
	to: Type.Optional(Place),
	size: Type.Optional(Parcel.properties.size),
	weightKg: Type.Optional(Parcel.properties.weightKg),
	storeId: Type.Optional(text(100)),
	destination: Type.Optional(Place),
});
export type QuoteRequest = Static<typeof QuoteRequest>;

export const quote = actions("quote", {
	create: {
		summary: "Quotes a fixed delivery fee for a limited time, for a parcel or from a store",
		route: "POST /v1/quotes",
		status: 201,
		location: "/v1/quotes/{id}",
		guard: ["customer"],
		input: QuoteRequest,
		output: Quote,
		refuses: ["unknown_store"],
	},
	get: {
		summary: "Returns a quote until it expires",
		route: "GET /v1/quotes/:quoteId",
		guard: ["customer"],
		input: Type.Object({ quoteId: Type.String({ maxLength: 500 }) }),
		output: Quote,
	},
});

export const quoteProblems = {
	unknown_quote: problem(422, "존재하지 않는 견적입니다.", "The quote does not exist."),
	quote_expired: problem(422, "견적 유효 시간이 지났습니다.", "The quote has expired."),
	quote_mismatch: problem(422, "견적이 이 주문과 일치하지 않습니다.", "The quote does not match this order."),
};
