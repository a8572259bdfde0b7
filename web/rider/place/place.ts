import { signal } from "@preact/signals";
import type { Reading } from "./sharing.ts";

export type Access = "asking" | "given" | "refused" | "not_found";

const PATIENCE_MS = 10_000;
/** A place this old is still where somebody is who asks to be found. */
const FRESH_MS = 10_000;
const PERMISSION_DENIED = 1;

/** Where this device is, as last heard. */
export const place = signal<Reading | undefined>(undefined);
/** Whether it says so; what nobody has asked for yet is being asked. */
export const access = signal<Access>("asking");

const heard = ({ coords: { latitude, longitude } }: GeolocationPosition): Reading => {
	access.value = "given";
	place.value = { lat: latitude, lng: longitude, at: Date.now() };
	return place.value;
};

const failed = ({ code }: Pick<GeolocationPositionError, "code">): void => {
	access.value = code === PERMISSION_DENIED ? "refused" : "not_found";
};

const OPTIONS = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: FRESH_MS };

/** Asks once, and for leave if need be; a page without TLS is told nothing. */
export const locate = (): Promise<Reading | undefined> =>
	new Promise((resolve) => {
		const fail = (error: Pick<GeolocationPositionError, "code">) => {
			failed(error);
			resolve(undefined);
		};
		if (!window.isSecureContext || !navigator.geolocation) return fail({ code: PERMISSION_DENIED });
		navigator.geolocation.getCurrentPosition((position) => resolve(heard(position)), fail, OPTIONS);
	});

/** Follows this device until the function that is returned is called. */
export function follow(): () => void {
	if (!window.isSecureContext || !navigator.geolocation) {
		failed({ code: PERMISSION_DENIED });
		return () => undefined;
	}
	const id = navigator.geolocation.watchPosition(heard, failed, { ...OPTIONS, maximumAge: 0 });
	return () => navigator.geolocation.clearWatch(id);
}
