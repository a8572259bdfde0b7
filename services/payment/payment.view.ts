import { iso } from "../../lib/domain/iso-time.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Payment } from "./payment.ts";

/** The payment as the API shows it. */
export const show = ({ state, version }: ActorDocument<Payment>) => {
	const { amount, attempts, method, orderId, refunded, status, timing, updatedAt } = state;
	return { orderId, timing, status, amount, refunded, method, attempts, updatedAt: iso(updatedAt), version };
};
