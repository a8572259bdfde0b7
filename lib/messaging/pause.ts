import { setTimeout as pause } from "node:timers/promises";

/** Ends early once the signal is given, which whoever waits looks at by itself. */
export const pauseUnless = async (signal: AbortSignal, milliseconds: number): Promise<void> => {
	// It fails for no other reason.
	await pause(milliseconds, undefined, { signal }).catch(() => undefined);
};
