import type { SendingStatus } from "../../../contracts/webhook.ts";
import { next } from "../../../lib/actor/rules.ts";

export type Step = "begin" | "succeed" | "fail" | "giveUp" | "postpone" | "again";

/** The state of a webhook delivery or phone message that is sent with retries. */
export interface Sending {
	status: SendingStatus;
	/** Attempts since it was created or last sent again. */
	tries: number;
	/** The next attempt; while sending, the end of the lease. */
	nextAt: number | null;
	/** The id of the current attempt. */
	by: string | null;
}

/** The whole life cycle: status → step → next status. A pair not listed is ignored. */
export const TRANSITIONS = {
	waiting: { begin: "sending", postpone: "waiting", giveUp: "failed", again: "waiting" },
	sending: { begin: "sending", succeed: "delivered", fail: "waiting", giveUp: "failed" },
	delivered: { again: "waiting" },
	failed: { again: "waiting" },
} satisfies Record<SendingStatus, Partial<Record<Step, SendingStatus>>>;

/** In milliseconds: how long an attempt may take, and the delay after each failed attempt. */
export interface RetryPolicy {
	lease: number;
	delays: readonly number[];
}

export const pending = (at: number): Sending => ({ status: "waiting", tries: 0, nextAt: at, by: null });

/** Whether another attempt has started since; the outcome of this one is ignored. */
const isSuperseded = (sending: Sending, by: string | undefined): boolean =>
	by !== undefined && sending.status === "sending" && sending.by !== by;

const started = (sending: Sending, at: number, by: string | undefined, { lease }: RetryPolicy): Sending | undefined =>
	by !== undefined && at >= sending.nextAt! ? { status: "sending", tries: sending.tries + 1, nextAt: at + lease, by } : undefined;

const failed = ({ tries }: Sending, at: number, { delays }: RetryPolicy): Sending => {
	const delay = delays[tries - 1];
	return delay === undefined
		? { status: "failed", tries, nextAt: null, by: null }
		: { status: "waiting", tries, nextAt: at + delay, by: null };
};

export interface SendingEvent {
	step: Step;
	at: number;
	by?: string | undefined;
	/** The next attempt after a postponement. */
	until?: number;
}

/** The next state, or undefined if the step has no effect. */
export const advance = (sending: Sending, { at, by, step, until = at }: SendingEvent, retryPolicy: RetryPolicy): Sending | undefined => {
	const status = next<SendingStatus, Step>(TRANSITIONS, sending.status, step);
	if (!status) return undefined;
	if (step === "begin") return started(sending, at, by, retryPolicy);
	if (isSuperseded(sending, by)) return undefined;
	if (step === "fail") return failed(sending, at, retryPolicy);
	if (step === "again") return pending(at);
	return { ...sending, status, nextAt: step === "postpone" ? until : null, by: null };
};
