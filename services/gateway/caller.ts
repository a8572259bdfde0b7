import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../lib/caller.ts";
import { identityProvider } from "../../lib/oidc.ts";
import { Unauthorized } from "../../lib/refusal.ts";
import { revokedSessions } from "../../lib/revocation.ts";
import { type SignedIn, verifyToken } from "../../lib/tokens.ts";
import { guests } from "./guests.ts";

/** Whom an `Authorization` header speaks for: nobody without one, and a refusal for one that is not good. */
export type CallerOf = (header: string | undefined) => Promise<Caller | undefined>;

/** A token is judged either by the provider's keys or by ours, as it names its issuer. */
const verifierFor = (broker: ServiceBroker): ((token: string) => Promise<SignedIn>) => {
	const provider = identityProvider();
	if (!provider) return verifyToken;
	const verifyGuest = guests(provider, broker);
	return (token) => (provider.isNamedBy(token) ? verifyGuest(token) : verifyToken(token));
};

export const callers = (broker: ServiceBroker): CallerOf => {
	const verify = verifierFor(broker);
	return async (header) => {
		if (header === undefined) return undefined;
		const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
		if (token === undefined) throw new Unauthorized("The Authorization header is no bearer token.");
		const caller = await verify(token);
		if (revokedSessions().has(caller.session.jti)) throw new Unauthorized("The session has ended.");
		return caller;
	};
};
