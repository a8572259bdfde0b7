import type { CancelAnswer } from "../../contracts/notation/common.ts";
import type { CancellationSnapshot as Cancellation, OrderSnapshot } from "../../contracts/order.ts";

/** The service that decides whether an accepted order can still be cancelled. */
export type Maker = "brew" | "delivery";
export const MAKERS: readonly Maker[] = ["brew", "delivery"];

export type MakerAnswer = CancelAnswer | { kind: "unreachable"; nextAttemptAt: number };

type Previous = Cancellation | null;

export const makerOf = ({ kind }: Pick<OrderSnapshot, "kind">): Maker => (kind === "parcel" ? "delivery" : "brew");

/** The refusal code once the maker has started. */
export const tooLate = (maker: Maker): string => (maker === "brew" ? "brewing_started" : "rider_assigned");

/** Counts one more attempt of a held cancellation; after a refusal, a new cancellation starts. */
const attempted = (previous: Previous, at: number, reason: string | null): Cancellation => {
	const open = previous?.status === "held" ? previous : null;
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

export const held = (previous: Previous, at: number, reason: string | null, nextAttemptAt: number): Cancellation => ({
	...attempted(previous, at, reason),
	nextAttemptAt,
});

export const granted = (previous: Previous, at: number, reason: string | null): Cancellation => ({
	...attempted(previous, at, reason),
	status: "granted",
	decidedAt: at,
});

export const refused = (previous: Previous, at: number, reason: string | null, code: string): Cancellation => ({
	...attempted(previous, at, reason),
	status: "refused",
	decidedAt: at,
	code,
});

/** Decided by the progress of the order, without the maker's answer: refused if there is a code, else granted. */
export const settled = (open: Cancellation, at: number, code: string | null): Cancellation => ({
	...open,
	status: code === null ? "granted" : "refused",
	decidedAt: at,
	nextAttemptAt: null,
	code,
});
