import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Parcel, Place } from "../../../contracts/notation/common.ts";
import type { Quote } from "../../../contracts/quote.ts";
import { newKey, post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { Problem } from "../../shared/problem.ts";

export type QuoteRequest = Omit<Parcel, "item"> | { storeId: string; destination: Place };

/** No requests while the customer types. */
const PAUSE_MS = 400;

interface QuoteState {
	quote: Quote | undefined;
	problem: Problem | undefined;
	isLoading: boolean;
}

const NO_QUOTE: QuoteState = { quote: undefined, problem: undefined, isLoading: false };

async function load(request: QuoteRequest, state: Signal<QuoteState>, cancelled: AbortSignal): Promise<void> {
	const next = await post<Quote>("/v1/quotes", request, newKey()).then(
		({ body }) => ({ ...NO_QUOTE, quote: body }),
		(error) => {
			if (!(error instanceof Problem)) throw error;
			return { ...NO_QUOTE, problem: error };
		},
	);
	if (!cancelled.aborted) state.value = next;
}

/** Requests a quote when the request changes or the last quote has expired. */
export function useQuote(request: QuoteRequest | undefined): QuoteState & { refresh: () => void } {
	const state = useMemo(() => signal(NO_QUOTE), []);
	const round = useMemo(() => signal(0), []);
	const { quote } = state.value;
	const text = request && JSON.stringify(request);
	const isExpired = quote !== undefined && Date.parse(quote.expiresAt) <= now.value;
	useEffect(() => {
		const controller = new AbortController();
		state.value = { ...NO_QUOTE, isLoading: text !== undefined };
		const timer = setTimeout(() => text && void load(JSON.parse(text) as QuoteRequest, state, controller.signal), PAUSE_MS);
		return () => {
			controller.abort();
			clearTimeout(timer);
		};
	}, [text, isExpired, round.value]);
	return { ...state.value, refresh: () => void round.value++ };
}
