import { clockTime, kilometres, won } from "../../shared/format.ts";
import { session } from "../../shared/session.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { placeTexts } from "../parcel/place-texts.ts";
import { texts } from "../texts.ts";
import type { useQuote } from "./quote.ts";

/** The fee, distance, duration and expiry of a quote. */
export const QuoteNote = ({ state }: { state: ReturnType<typeof useQuote> }) => {
	const t = placeTexts.value;
	const { isLoading, problem, quote } = state;
	if (!session.value) return <p class="small muted">{t.signInForFee}</p>;
	if (problem)
		return (
			<div class="stack">
				<ProblemNote problem={problem} />
				<Button onPress={state.refresh}>{t.refreshQuote}</Button>
			</div>
		);
	return (
		<div class="quote" role="status">
			{isLoading && <p class="muted">{t.loadingQuote}</p>}
			{quote && (
				<>
					<p class="row between">
						<span>
							{texts.value.fee} · {t.quoted(kilometres(quote.distanceKm), quote.etaMinutes)}
						</span>
						<strong>{won(quote.fee)}</strong>
					</p>
					<p class="small muted">{t.until(clockTime(quote.expiresAt))}</p>
				</>
			)}
		</div>
	);
};
