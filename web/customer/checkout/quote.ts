import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Parcel, Place } from "../../../contracts/common.ts";
import type { Quote } from "../../../contracts/quote.ts";
import { newKey, post } from "../../shared/api.ts";
import { now } from "../../shared/clock.ts";
import { Problem } from "../../shared/problem.ts";

export type Ride = Omit<Parcel, "item"> | { storeId: string; destination: Place };

/** While somebody types, nobody is asked. */
const PAUSE_MS = 400;

interface Asked {
	quote: Quote | undefined;
	problem: Problem | undefined;
	isAsking: boolean;
}

const NOTHING: Asked = { quote: undefined, problem: undefined, isAsking: false };

async function ask(ride: Ride, asked: Signal<Asked>, leaving: AbortSignal): Promise<void> {
	const answer = await post<Quote>("/v1/quotes", ride, newKey()).then(
		({ body }) => ({ ...NOTHING, quote: body }),
		(error) => {
			if (!(error instanceof Problem)) throw error;
			return { ...NOTHING, problem: error };
		},
	);
	if (!leaving.aborted) asked.value = answer;
}

/** What a ride costs: asked when it is another one, and again when the time of the last answer is over. */
export function useQuote(ride: Ride | undefined): Asked & { again: () => void } {
	const asked = useMemo(() => signal(NOTHING), []);
	const round = useMemo(() => signal(0), []);
	const { quote } = asked.value;
	const text = ride && JSON.stringify(ride);
	const isOver = quote !== undefined && Date.parse(quote.expiresAt) <= now.value;
	useEffect(() => {
		const leaving = new AbortController();
		asked.value = { ...NOTHING, isAsking: text !== undefined };
		const timer = setTimeout(() => text && void ask(JSON.parse(text) as Ride, asked, leaving.signal), PAUSE_MS);
		return () => {
			leaving.abort();
			clearTimeout(timer);
		};
	}, [text, isOver, round.value]);
	return { ...asked.value, again: () => void round.value++ };
}
