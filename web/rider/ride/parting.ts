import type { Delivery } from "../../../contracts/delivery.ts";

/** A job that the rider had, as far as it has to be told of once it is gone. */
export type Carried = Pick<Delivery, "orderId" | "number" | "answerBy" | "status">;

export type Why = "cancelled" | "failed" | "unanswered" | "withdrawn";

/** A job that is gone without the rider's doing; told until the rider has seen it. */
export interface Parting {
	orderId: string;
	number: string | null;
	why: Why;
	/** In the words of whoever ended it. */
	reason: string | null;
}

export const carried = ({ answerBy, number, orderId, status }: Delivery): Carried => ({ answerBy, number, orderId, status });

const whyGone = ({ answerBy, status }: Carried, found: Delivery | undefined, now: number): Why => {
	if (found?.status === "cancelled" || found?.status === "failed") return found.status;
	return status === "assigned" && answerBy !== null && Date.parse(answerBy) <= now ? "unanswered" : "withdrawn";
};

/**
 * Which of the jobs that the rider had are gone. `letGo` are those that the rider gave up or handed over, who knows
 * why they are gone.
 */
export const partings = (had: Carried[], has: Delivery[], ended: Delivery[], letGo: ReadonlySet<string>, now: number): Parting[] =>
	had.flatMap((job) => {
		const { number, orderId } = job;
		const found = ended.find((one) => one.orderId === orderId);
		if (has.some((one) => one.orderId === orderId) || letGo.has(orderId) || found?.status === "delivered") return [];
		return [{ orderId, number, why: whyGone(job, found, now), reason: found?.reason ?? null }];
	});
