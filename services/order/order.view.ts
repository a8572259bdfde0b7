import { iso, isoOrNull } from "../../lib/iso.ts";
import type { ActorDocument } from "../../lib/store/documents.ts";
import type { Order } from "./order.ts";

export const showCancellation = ({ requestedAt, decidedAt, nextAttemptAt, ...cancellation }: NonNullable<Order["cancellation"]>) => ({
	...cancellation,
	requestedAt: iso(requestedAt),
	decidedAt: isoOrNull(decidedAt),
	nextAttemptAt: isoOrNull(nextAttemptAt),
});

/** A held cancellation as the operators see it. */
export const showHeld = ({ id, cancellation }: Order) => ({
	orderId: id,
	requestedAt: isoOrNull(cancellation?.requestedAt ?? null),
	attempts: cancellation?.attempts ?? 0,
	nextAttemptAt: isoOrNull(cancellation?.nextAttemptAt ?? null),
});

/** The order as the API shows it. */
export const show = ({ state, version }: Pick<ActorDocument<Order>, "state" | "version">) => {
	const { auto: _, customerId: __, submittedAt: ___, acceptedAt: ____, takenBack: _____, awaits: ______, ...order } = state;
	return {
		...order,
		cancellation: state.cancellation && showCancellation(state.cancellation),
		promise: { readyAt: isoOrNull(state.promise.readyAt), deliveredBy: isoOrNull(state.promise.deliveredBy) },
		payBy: isoOrNull(state.payBy),
		answerBy: isoOrNull(state.answerBy),
		createdAt: iso(state.createdAt),
		updatedAt: iso(state.updatedAt),
		version,
	};
};
