import type { Claim } from "../../contracts/idempotency.ts";

/** One use of an `Idempotency-Key`, from the first request to its answer and a day beyond. */
export interface Reservation {
	/** Fingerprint of what was asked. */
	request: string;
	/** Stays through all attempts, so that each of them makes the same id. */
	reservedAt: number;
	/** Until then an attempt counts as under way; longer than any request takes, so after it nobody is left to answer. */
	leaseUntil: number;
	/** Sealed; null until there is one. */
	answer: string | null;
}

export const LEASE_MS = 30_000;
export const KEPT_MS = 24 * 3_600_000;

export const isOver = ({ reservedAt }: Reservation, at: number): boolean => reservedAt + KEPT_MS <= at;

/** What a request meets that comes with the key now. */
export const judge = (found: Reservation | undefined, request: string, at: number): Claim["is"] => {
	if (!found || isOver(found, at)) return "first";
	if (found.request !== request) return "other";
	if (found.answer !== null) return "answered";
	return found.leaseUntil > at ? "underWay" : "first";
};

/** Reserved for one more attempt. */
export const reserve = (found: Reservation | undefined, request: string, at: number): Reservation => ({
	request,
	reservedAt: found && !isOver(found, at) ? found.reservedAt : at,
	leaseUntil: at + LEASE_MS,
	answer: null,
});
