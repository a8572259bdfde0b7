import { del } from "./api.ts";
import { end } from "./session.ts";

/** Here at once, and everywhere as soon as the server hears of it. */
export async function signOut(): Promise<void> {
	const telling = del("/v1/sessions/current").catch(() => undefined); // it expires by itself
	end();
	await telling;
}
