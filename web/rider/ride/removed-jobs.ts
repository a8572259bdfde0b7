import type { Delivery } from "../../../contracts/delivery.ts";

/** What is remembered of a rider's job, to explain its removal. */
export type KnownJob = Pick<Delivery, "orderId" | "number" | "answerBy" | "status">;

export type RemovalCause = "cancelled" | "failed" | "unanswered" | "withdrawn";

/** A job that ended or was reassigned without the rider's doing. It is shown until the rider dismisses it. */
export interface RemovedJob {
	orderId: string;
	number: string | null;
	cause: RemovalCause;
	/** As entered by the person who ended it. */
	reason: string | null;
}

export const knownJob = ({ answerBy, number, orderId, status }: Delivery): KnownJob => ({ answerBy, number, orderId, status });

const causeOf = ({ answerBy, status }: KnownJob, found: Delivery | undefined, now: number): RemovalCause => {
	if (found?.status === "cancelled" || found?.status === "failed") return found.status;
	return status === "assigned" && answerBy !== null && Date.parse(answerBy) <= now ? "unanswered" : "withdrawn";
};

/**
 * The jobs in `before` that are not in `current` any longer. Delivered jobs are left out, and so are those in `ownDoing`,
 * which the rider declined, failed or handed over.
 */
export const findRemovedJobs = (
	before: KnownJob[],
	current: Delivery[],
	ended: Delivery[],
	ownDoing: ReadonlySet<string>,
	now: number,
): RemovedJob[] =>
	before.flatMap((job) => {
		const { number, orderId } = job;
		const found = ended.find((one) => one.orderId === orderId);
		if (current.some((one) => one.orderId === orderId) || ownDoing.has(orderId) || found?.status === "delivered") return [];
		return [{ orderId, number, cause: causeOf(job, found, now), reason: found?.reason ?? null }];
	});
