import { Parcel, Place } from "./common.ts";
import { actions } from "./contract.ts";
import { isoTime, named, text } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

export const Quote = named("Quote", {
	id: Type.String(),
	fee: Type.Integer(),
	distanceKm: Type.Number(),
	etaMinutes: Type.Integer(),
	expiresAt: isoTime,
});
export type Quote = Static<typeof Quote>;

/** Of a parcel, or from a store; services/delivery/quote.service.ts checks which fields belong together. */
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
		summary: "Fixes the fee of a delivery for a while: of a parcel, or from a store",
		route: "POST /v1/quotes",
		status: 201,
		location: "/v1/quotes/{id}",
		guard: ["customer"],
		input: QuoteRequest,
		output: Quote,
		refuses: ["unknown_store"],
	},
	get: {
		summary: "Shows a quote while it holds",
		route: "GET /v1/quotes/:quoteId",
		guard: ["customer"],
		input: Type.Object({ quoteId: Type.String({ maxLength: 500 }) }),
		output: Quote,
	},
});

export const quoteProblems = {
	unknown_quote: problem(422, "없는 견적입니다.", "There is no such quote."),
	quote_expired: problem(422, "견적의 유효 시간이 지났습니다.", "The quote has expired."),
	quote_mismatch: problem(422, "견적이 이 주문과 맞지 않습니다.", "The quote is not for this order."),
};
