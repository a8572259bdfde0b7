import type { Claim } from "../../contracts/idempotency.ts";

/** One use of an `Idempotency-Key`, kept for a day after the first request. */
export interface Reservation {
	/** Fingerprint of the request. */
	request: string;
	/** The same for all attempts, so that each creates the same id. */
	reservedAt: number;
	/** Until then an attempt is under way. Longer than any request takes, so after it the attempt must have died. */
	leaseUntil: number;
	/** The sealed response; null until there is one. */
	answer: string | null;
}

export const LEASE_MS = 30_000;
export const RETENTION_MS = 24 * 3_600_000;

export const isOver = ({ reservedAt }: Reservation, at: number): boolean => reservedAt + RETENTION_MS <= at;

/** The state of the key for a request that arrives now. */
export const claimStatus = (found: Reservation | undefined, request: string, at: number): Claim["is"] => {
	if (!found || isOver(found, at)) return "first";
	if (found.request !== request) return "other";
	if (found.answer !== null) return "answered";
	return found.leaseUntil > at ? "underWay" : "first";
};

/** Reserves the key for another attempt. */
export const reserve = (found: Reservation | undefined, request: string, at: number): Reservation => ({
	request,
	reservedAt: found && !isOver(found, at) ? found.reservedAt : at,
	leaseUntil: at + LEASE_MS,
	answer: null,
});
