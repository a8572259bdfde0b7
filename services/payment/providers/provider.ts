import type { Answer } from "../payment.ts";

/** One attempt to be paid. However often a provider is told of it, it takes the money once and gives it back once. */
export interface Charge {
	/** The idempotency key. */
	id: string;
	orderId: string;
	amount: number;
	method: string;
	/** The provider's own id of it, once known. */
	reference: string | null;
}

export interface Answered {
	answer: Answer;
	reference: string | null;
}

/** What the provider says without being asked. */
export interface Notice extends Answered {
	orderId: string;
	attemptId: string;
}

export interface Provider {
	/** `none` when surely nothing has reached it; a failure leaves the outcome open. */
	charge(charge: Charge, token: string): Promise<Answered>;
	/** What became of a charge. One that never arrived is closed by asking: were it still to come, it would be declined. */
	lookUp(charge: Charge): Promise<Answered>;
	/** Gives the whole charge back; throws while it cannot. */
	refund(charge: Charge): Promise<Answered>;
	/** Reads what the provider sent by itself, once its signature is proven; nothing when that is about no charge of ours. */
	read?(body: string, signature: string): Notice | undefined;
}

export const UNKNOWN: Answered = { answer: "unknown", reference: null };

/** The answer of a call, or `unknown` on a timeout or a failure: either leaves open what was done. */
export const answerWithin = async (ms: number, call: Promise<Answered>, failed?: (error: Error) => void): Promise<Answered> => {
	let timer: NodeJS.Timeout | undefined;
	const silence = new Promise<Answered>((resolve) => {
		timer = setTimeout(resolve, ms, UNKNOWN);
	});
	try {
		return await Promise.race([call, silence]);
	} catch (error) {
		failed?.(error as Error);
		return UNKNOWN;
	} finally {
		clearTimeout(timer);
	}
};
