import type { Caller } from "../../lib/broker/guard.ts";
import { iso, isoOrNull } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Delivery } from "./delivery-state.ts";

/** The delivery in the API. Only the customer sees the PIN, and gives it to the rider at the door. */
export const show = ({ state, version }: ActorDocument<Delivery>, caller: Caller | undefined) => {
	const { orderId, number, storeId, status, ready, riderId, from, to, location, eta, answerBy, triesLeft, pin, reason } = state;
	return {
		orderId,
		number,
		storeId,
		status,
		ready,
		riderId,
		from,
		to,
		location: location && { ...location, at: iso(location.at) },
		eta: isoOrNull(eta),
		answerBy: isoOrNull(answerBy),
		triesLeft,
		...(caller?.accountId === state.customerId ? { pin } : undefined),
		reason,
		createdAt: iso(state.createdAt),
		updatedAt: iso(state.updatedAt),
		version,
	};
};
