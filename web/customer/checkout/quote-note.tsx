import { clockTime, kilometres, won } from "../../shared/format.ts";
import { session } from "../../shared/session.ts";
import { Button } from "../../shared/ui/Button.tsx";
import { ProblemNote } from "../../shared/ui/ProblemNote.tsx";
import { placeTexts } from "../parcel/place-texts.ts";
import { texts } from "../texts.ts";
import type { useQuote } from "./quote.ts";

/** What it costs, how far it is, how long it takes, and until when that holds. */
export const QuoteNote = ({ asked }: { asked: ReturnType<typeof useQuote> }) => {
	const said = placeTexts.value;
	const { isAsking, problem, quote } = asked;
	if (!session.value) return <p class="small muted">{said.signInForFee}</p>;
	if (problem)
		return (
			<div class="stack">
				<ProblemNote problem={problem} />
				<Button onPress={asked.again}>{said.askAgain}</Button>
			</div>
		);
	return (
		<div class="quote" role="status">
			{isAsking && <p class="muted">{said.asking}</p>}
			{quote && (
				<>
					<p class="row between">
						<span>
							{texts.value.fee} · {said.quoted(kilometres(quote.distanceKm), quote.etaMinutes)}
						</span>
						<strong>{won(quote.fee)}</strong>
					</p>
					<p class="small muted">{said.until(clockTime(quote.expiresAt))}</p>
				</>
			)}
		</div>
	);
};
