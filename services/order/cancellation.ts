import type { CancelAnswer } from "../../contracts/common.ts";
import type { CancellationSnapshot as Cancellation, OrderSnapshot } from "../../contracts/order.ts";

/** Who alone knows whether an order can still be cancelled, once it is accepted. */
export type Maker = "brew" | "delivery";
export const MAKERS: readonly Maker[] = ["brew", "delivery"];

export type MakerAnswer = CancelAnswer | { kind: "unreachable"; nextAttemptAt: number };

type Before = Cancellation | null;

export const makerOf = ({ kind }: Pick<OrderSnapshot, "kind">): Maker => (kind === "parcel" ? "delivery" : "brew");

/** Why it is too late once the maker has begun. */
export const tooLate = (maker: Maker): string => (maker === "brew" ? "brewing_started" : "rider_assigned");

/** A cancellation that is still open goes on counting; one that was refused before is asked for anew. */
const asked = (before: Before, at: number, reason: string | null): Cancellation => {
	const open = before?.status === "held" ? before : null;
	return {
		status: "held",
		reason: open?.reason ?? reason,
		requestedAt: open?.requestedAt ?? at,
		decidedAt: null,
		attempts: (open?.attempts ?? 0) + 1,
		nextAttemptAt: null,
		code: null,
	};
};

export const held = (before: Before, at: number, reason: string | null, nextAttemptAt: number): Cancellation => ({
	...asked(before, at, reason),
	nextAttemptAt,
});

export const granted = (before: Before, at: number, reason: string | null): Cancellation => ({
	...asked(before, at, reason),
	status: "granted",
	decidedAt: at,
});

export const refused = (before: Before, at: number, reason: string | null, code: string): Cancellation => ({
	...asked(before, at, reason),
	status: "refused",
	decidedAt: at,
	code,
});

/** Decided by what happened to the order, without an answer of the maker: a code means refused. */
export const settled = (open: Cancellation, at: number, code: string | null): Cancellation => ({
	...open,
	status: code === null ? "granted" : "refused",
	decidedAt: at,
	nextAttemptAt: null,
	code,
});
