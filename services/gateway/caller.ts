import type { Caller } from "../../lib/caller.ts";
import { Unauthorized } from "../../lib/refusal.ts";
import type { RevokedSessions } from "../../lib/revocation.ts";
import { verifyToken } from "../../lib/tokens.ts";

/** Whom an `Authorization` header speaks for: nobody without one, and a refusal for one that is not good. */
export const callerOf = async (header: string | undefined, revoked: RevokedSessions): Promise<Caller | undefined> => {
	if (header === undefined) return undefined;
	const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
	if (token === undefined) throw new Unauthorized("The Authorization header is no bearer token.");
	const caller = await verifyToken(token);
	if (revoked.has(caller.session.jti)) throw new Unauthorized("The session has ended.");
	return caller;
};
