import type { ServiceBroker } from "moleculer";
import type { Caller } from "../../../lib/auth/caller.ts";
import { identityProvider } from "../../../lib/auth/oidc.ts";
import { revokedSessions } from "../../../lib/auth/revocation.ts";
import { verifyToken } from "../../../lib/auth/tokens.ts";
import { Unauthorized } from "../../../lib/domain/refusal.ts";
import { guests } from "./guests.ts";
import { sightings } from "./last-seen.ts";
import { type Verification, withTokenCache } from "./token-cache.ts";

/** Resolves the caller of an `Authorization` header: undefined without a header. Rejects if the header is invalid. */
export type CallerOf = (header: string | undefined) => Promise<Caller | undefined>;

/** Reports the session as used. Verified tokens are cached for a minute, so this does not run on every request. */
const verifiesOwn = (broker: ServiceBroker) => {
	const isSeen = sightings((jti, at) => void broker.emit("session.seen", { jti, at }).catch(() => undefined));
	return async (token: string): Promise<Verification> => {
		const caller = await verifyToken(token);
		isSeen(caller.session.jti);
		return { caller, validUntil: caller.session.expiresAt };
	};
};

/** The issuer named in the token decides whether the provider's keys or our own are used. */
const verifierOf = (broker: ServiceBroker): ((token: string) => Promise<Verification>) => {
	const provider = identityProvider();
	const verifyOwn = verifiesOwn(broker);
	if (!provider) return verifyOwn;
	const verifyGuest = guests(provider, broker);
	return (token) => (provider.isIssuerOf(token) ? verifyGuest(token) : verifyOwn(token));
};

export const callers = (broker: ServiceBroker): CallerOf => {
	const verify = withTokenCache(verifierOf(broker));
	return async (header) => {
		if (header === undefined) return undefined;
		const token = /^Bearer +([\w.~+/=-]+)$/i.exec(header)?.[1];
		if (token === undefined) throw new Unauthorized("The Authorization header is not a bearer token.");
		const caller = await verify(token);
		if (revokedSessions().has(caller.session.jti)) throw new Unauthorized("The session has ended.");
		return caller;
	};
};
