import type { CancellationSnapshot as Cancellation, OrderSnapshot } from "../../contracts/order.ts";
import { iso, isoOrNull } from "./iso-time.ts";

export const showCancellation = ({ requestedAt, decidedAt, nextAttemptAt, ...cancellation }: Cancellation) => ({
	...cancellation,
	requestedAt: iso(requestedAt),
	decidedAt: isoOrNull(decidedAt),
	nextAttemptAt: isoOrNull(nextAttemptAt),
});

/** An order as the API shows it, whoever knows it: now, in my page, or as it was at some time. */
export const showOrder = (said: OrderSnapshot, version: number) => {
	const { auto: _, customerId: __, submittedAt: ___, acceptedAt: ____, refunded: _____, riderId: ______, ...order } = said;
	return {
		...order,
		cancellation: said.cancellation && showCancellation(said.cancellation),
		promise: { readyAt: isoOrNull(said.promise.readyAt), deliveredBy: isoOrNull(said.promise.deliveredBy) },
		payBy: isoOrNull(said.payBy),
		answerBy: isoOrNull(said.answerBy),
		createdAt: iso(said.createdAt),
		updatedAt: iso(said.updatedAt),
		version,
	};
};
