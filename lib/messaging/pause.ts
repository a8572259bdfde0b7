import { setTimeout as pause } from "node:timers/promises";

/** Waits, or returns early once the signal is aborted; the caller checks the signal. */
export const pauseUnless = async (signal: AbortSignal, milliseconds: number): Promise<void> => {
	// It rejects for no other reason.
	await pause(milliseconds, undefined, { signal }).catch(() => undefined);
};
