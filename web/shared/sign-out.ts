import { del } from "./api.ts";
import { endSession } from "./session.ts";

/** Signs out locally at once, then ends the session on the server. */
export async function signOut(): Promise<void> {
	const revoked = del("/v1/sessions/current").catch(() => undefined); // the session expires anyway
	endSession();
	await revoked;
}
