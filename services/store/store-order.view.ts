import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Stages } from "./board.ts";
import { queuedAt, type StoreOrder } from "./store-order.ts";

/** The order as the store's board shows it. */
export const show = ({ state, version }: ActorDocument<StoreOrder>, stages: Stages) => {
	const { order, orderId, answerBy, collectBy, readyAt, updatedAt, auto: _, acceptedAt: __, startedAt: ___, madeAt: ____, ...rest } = state;
	return {
		id: orderId,
		...rest,
		...order,
		...stages,
		for: isoOrNull(order.for ?? null),
		queuedAt: isoOrNull(queuedAt(state)),
		createdAt: iso(order.createdAt),
		answerBy: isoOrNull(answerBy),
		collectBy: isoOrNull(collectBy),
		promise: { readyAt: isoOrNull(readyAt) },
		updatedAt: iso(updatedAt),
		version,
	};
};
