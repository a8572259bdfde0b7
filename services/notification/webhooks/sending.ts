import type { SendingStatus } from "../../../contracts/webhook.ts";
import { next } from "../../../lib/actor/rules.ts";

export type Step = "begin" | "succeed" | "fail" | "giveUp" | "postpone" | "again";

/** Something on its way out to others. */
export interface Sending {
	status: SendingStatus;
	/** Attempts since it was last told to go. */
	tries: number;
	/** When to look after it; while one sends, until when that one is believed to be alive. */
	nextAt: number | null;
	/** The attempt under way. */
	by: string | null;
}

/** The whole life of it: status → step → next status. A pair not listed is without effect. */
export const TRANSITIONS = {
	waiting: { begin: "sending", postpone: "waiting", giveUp: "failed", again: "waiting" },
	sending: { begin: "sending", succeed: "delivered", fail: "waiting", giveUp: "failed" },
	delivered: { again: "waiting" },
	failed: { again: "waiting" },
} satisfies Record<SendingStatus, Partial<Record<Step, SendingStatus>>>;

/** Milliseconds: how long an attempt may take, and what is waited after each that failed before the next. */
export interface Patience {
	lease: number;
	delays: readonly number[];
}

export const awaited = (at: number): Sending => ({ status: "waiting", tries: 0, nextAt: at, by: null });

/** An attempt that somebody else has taken up meanwhile no longer counts. */
const isOvertaken = (sending: Sending, by: string | undefined): boolean =>
	by !== undefined && sending.status === "sending" && sending.by !== by;

const begun = (sending: Sending, at: number, by: string | undefined, { lease }: Patience): Sending | undefined =>
	by !== undefined && at >= sending.nextAt! ? { status: "sending", tries: sending.tries + 1, nextAt: at + lease, by } : undefined;

const failed = ({ tries }: Sending, at: number, { delays }: Patience): Sending => {
	const delay = delays[tries - 1];
	return delay === undefined
		? { status: "failed", tries, nextAt: null, by: null }
		: { status: "waiting", tries, nextAt: at + delay, by: null };
};

export interface Happening {
	step: Step;
	at: number;
	by?: string | undefined;
	/** When to look again, for a postponement. */
	until?: number;
}

/** What becomes of it, or nothing when the step means nothing to it. */
export const advance = (sending: Sending, { at, by, step, until = at }: Happening, patience: Patience): Sending | undefined => {
	const status = next<SendingStatus, Step>(TRANSITIONS, sending.status, step);
	if (!status) return undefined;
	if (step === "begin") return begun(sending, at, by, patience);
	if (isOvertaken(sending, by)) return undefined;
	if (step === "fail") return failed(sending, at, patience);
	if (step === "again") return awaited(at);
	return { ...sending, status, nextAt: step === "postpone" ? until : null, by: null };
};
