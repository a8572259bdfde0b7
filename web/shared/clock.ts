import { signal } from "@preact/signals";

const TOLERANCE_MS = 2_000;
let offsetMs = 0;

/** The server's time in milliseconds, updated once a second. */
export const now = signal(Date.now());

export const serverTime = (): number => Date.now() + offsetMs;

/** Corrects for a device clock that is wrong: the API's times are the server's. */
export function noteServerTime(date: string | null): void {
	const serverMs = date === null ? Number.NaN : Date.parse(date);
	if (Number.isNaN(serverMs)) return;
	const difference = serverMs - Date.now();
	offsetMs = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
}

setInterval(() => {
	now.value = serverTime();
}, 1_000);
