import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../../lib/auth/caller.ts";
import { identityProvider } from "../../../lib/auth/oidc.ts";
import { revokedSessions } from "../../../lib/auth/revocation.ts";
import { verifyToken } from "../../../lib/auth/tokens.ts";
import { Unauthorized } from "../../../lib/domain/refusal.ts";
import { guests } from "./guests.ts";
import { believing, type Verdict } from "./token-cache.ts";

/** Whom an `Authorization` header speaks for: nobody without one, and a refusal for one that is not good. */
export type CallerOf = (header: string | undefined) => Promise<Caller | undefined>;

const judgeOwn = async (token: string): Promise<Verdict> => {
	const caller = await verifyToken(token);
	return { caller, until: caller.session.expiresAt };
};

/** By the provider's keys or by ours, as the token names its issuer. */
const judgeFor = (broker: ServiceBroker): ((token: string) => Promise<Verdict>) => {
	const provider = identityProvider();
	if (!provider) return judgeOwn;
	const judgeGuest = guests(provider, broker);
	return (token) => (provider.isNamedBy(token) ? judgeGuest(token) : judgeOwn(token));
};

export const callers = (broker: ServiceBroker): CallerOf => {
	const verify = believing(judgeFor(broker));
	return async (header) => {
		if (header === undefined) return undefined;
		const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
		if (token === undefined) throw new Unauthorized("The Authorization header is no bearer token.");
		const caller = await verify(token);
		if (revokedSessions().has(caller.session.jti)) throw new Unauthorized("The session has ended.");
		return caller;
	};
};
