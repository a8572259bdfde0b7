import { effect, signal } from "@preact/signals";

/** The order number of the job that waits for the rider's answer. */
export const offered = signal<string | undefined>(undefined);

const VIBRATION_MS = [200, 100, 200];

/** Vibrates for a new offer. Browsers allow it only after the user has touched the page. */
effect(() => {
	if (offered.value !== undefined && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(VIBRATION_MS);
});
