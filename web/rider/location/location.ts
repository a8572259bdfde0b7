import { signal } from "@preact/signals";
import type { Reading } from "./location-sender.ts";

export type Access = "asking" | "granted" | "refused" | "not_found";

const TIMEOUT_MS = 10_000;
/** A cached position of this age is accurate enough when the rider sends it by hand. */
const MAX_AGE_MS = 10_000;
const PERMISSION_DENIED = 1;

/** The device's last known position. */
export const position = signal<Reading | undefined>(undefined);
/** Whether the device gives its position; `asking` until the first answer. */
export const access = signal<Access>("asking");

const onPosition = ({ coords: { latitude, longitude } }: GeolocationPosition): Reading => {
	access.value = "granted";
	position.value = { lat: latitude, lng: longitude, at: Date.now() };
	return position.value;
};

const onError = ({ code }: Pick<GeolocationPositionError, "code">): void => {
	access.value = code === PERMISSION_DENIED ? "refused" : "not_found";
};

const OPTIONS = { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: MAX_AGE_MS };

/** Reads the position once, asking for permission if needed. Browsers refuse it to pages without TLS. */
export const locate = (): Promise<Reading | undefined> =>
	new Promise((resolve) => {
		const fail = (error: Pick<GeolocationPositionError, "code">) => {
			onError(error);
			resolve(undefined);
		};
		if (!window.isSecureContext || !navigator.geolocation) return fail({ code: PERMISSION_DENIED });
		navigator.geolocation.getCurrentPosition((found) => resolve(onPosition(found)), fail, OPTIONS);
	});

/** Follows the device's position. Returns a function that stops it. */
export function watchPosition(): () => void {
	if (!window.isSecureContext || !navigator.geolocation) {
		onError({ code: PERMISSION_DENIED });
		return () => undefined;
	}
	const id = navigator.geolocation.watchPosition(onPosition, onError, { ...OPTIONS, maximumAge: 0 });
	return () => navigator.geolocation.clearWatch(id);
}
