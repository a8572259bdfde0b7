import { type Claim, RENEWAL_MS } from "../../contracts/idempotency.ts";

/** One use of an `Idempotency-Key`, kept for a day after the first request. */
export interface Reservation {
	/** Fingerprint of the request. */
	request: string;
	/** The same for all attempts, so that each creates the same id. */
	reservedAt: number;
	/** The document's version when the current attempt reserved the key. Earlier versions of this code did not store it. */
	attempt?: number;
	/** 0 once the attempt has ended without an answer. Only earlier versions compare it with their clock. */
	leaseUntil: number;
	/** The sealed response; null until there is one. */
	answer: string | null;
}

/** A key whose holder has not renewed it for this long is free: three renewals are missing. */
export const SILENCE_MS = 3 * RENEWAL_MS;
/** The same for attempts of earlier versions, which do not renew their keys. */
export const LEASE_MS = 30_000;
export const RETENTION_MS = 24 * 3_600_000;

export const isOver = ({ reservedAt }: Reservation, at: number): boolean => reservedAt + RETENTION_MS <= at;

/** The state of the key for a request that arrives now. */
export const claimStatus = (found: Reservation | undefined, request: string, at: number): Claim["is"] => {
	if (!found || isOver(found, at)) return "first";
	if (found.request !== request) return "other";
	if (found.answer !== null) return "answered";
	return found.leaseUntil > 0 ? "underWay" : "first";
};

/** Reserves the key for another attempt. */
export const reserve = (found: Reservation | undefined, request: string, attempt: number, at: number): Reservation => ({
	request,
	attempt,
	reservedAt: found && !isOver(found, at) ? found.reservedAt : at,
	leaseUntil: at + LEASE_MS,
	answer: null,
});
