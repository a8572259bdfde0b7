import { signal } from "@preact/signals";

const TOLERATED_MS = 2_000;
let ahead = 0;

/** The server's time, in milliseconds, once a second. */
export const now = signal(Date.now());

export const serverTime = (): number => Date.now() + ahead;

/** Whatever this device's clock says: times are the server's. */
export function noteServerTime(date: string | null): void {
	const told = date === null ? Number.NaN : Date.parse(date);
	if (Number.isNaN(told)) return;
	const difference = told - Date.now();
	ahead = Math.abs(difference) > TOLERATED_MS ? difference : 0;
}

setInterval(() => {
	now.value = serverTime();
}, 1_000);
