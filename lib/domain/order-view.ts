import type { CancellationSnapshot as Cancellation, OrderSnapshot } from "../../contracts/order.ts";
import { iso, isoOrNull } from "./iso-time.ts";

export const showCancellation = ({ requestedAt, decidedAt, nextAttemptAt, ...cancellation }: Cancellation) => ({
	...cancellation,
	requestedAt: iso(requestedAt),
	decidedAt: isoOrNull(decidedAt),
	nextAttemptAt: isoOrNull(nextAttemptAt),
});

/** Converts an order snapshot to the API format. Used for current orders, My page and past states. */
export const showOrder = (snapshot: OrderSnapshot, version: number) => {
	const {
		auto: _,
		dispatchAt: _______,
		customerId: __,
		submittedAt: ___,
		acceptedAt: ____,
		refunded: _____,
		riderId: ______,
		...order
	} = snapshot;
	return {
		...order,
		for: isoOrNull(snapshot.for ?? null),
		cancellation: snapshot.cancellation && showCancellation(snapshot.cancellation),
		promise: { readyAt: isoOrNull(snapshot.promise.readyAt), deliveredBy: isoOrNull(snapshot.promise.deliveredBy) },
		payBy: isoOrNull(snapshot.payBy),
		answerBy: isoOrNull(snapshot.answerBy),
		createdAt: iso(snapshot.createdAt),
		updatedAt: iso(snapshot.updatedAt),
		version,
	};
};
