import { effect, signal } from "@preact/signals";

/** The number of the job that waits for an answer. */
export const offered = signal<string | undefined>(undefined);

const PATTERN_MS = [200, 100, 200];

/** In the pocket it is felt; a browser lets pages do so once they have been touched. */
effect(() => {
	if (offered.value !== undefined && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(PATTERN_MS);
});
