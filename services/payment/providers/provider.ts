import { withTimeout } from "../../../lib/clients/timeout.ts";
import type { Outcome } from "../payment.ts";

/** One attempt to pay. A provider charges it once and refunds it once, however often it is called. */
export interface Charge {
	/** The idempotency key. */
	id: string;
	orderId: string;
	amount: number;
	method: string;
	/** The provider's own id for the charge, once known. */
	reference: string | null;
}

export interface ProviderResult {
	outcome: Outcome;
	reference: string | null;
}

/** A result that the provider sends by webhook. */
export interface Notice extends ProviderResult {
	orderId: string;
	attemptId: string;
}

export interface Provider {
	/** Returns `none` only if the charge certainly did not reach the provider. If it throws, the outcome is unknown. */
	charge(charge: Charge, token: string): Promise<ProviderResult>;
	/** Returns the outcome of a charge. A charge that has not arrived is closed, so that it cannot be charged later. */
	lookUp(charge: Charge): Promise<ProviderResult>;
	/** Refunds the whole charge; throws if it cannot. */
	refund(charge: Charge): Promise<ProviderResult>;
	/** Verifies and parses a webhook. Undefined if it is about no charge of ours. */
	readWebhook?(body: string, signature: string): Notice | undefined;
}

export const UNKNOWN: ProviderResult = { outcome: "unknown", reference: null };

/** The result of a call, or `unknown` after a timeout or a failure: the provider may have acted in either case. */
export const resultWithin = (ms: number, call: Promise<ProviderResult>, onError?: (error: Error) => void): Promise<ProviderResult> => {
	const result = call.catch((error: Error) => {
		onError?.(error);
		return UNKNOWN;
	});
	return withTimeout(result, ms, () => new Error("The provider did not respond in time.")).catch(() => UNKNOWN);
};
