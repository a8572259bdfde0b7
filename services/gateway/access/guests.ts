import type { ServiceBroker } from "moleculer";
import { account } from "../../../contracts/account.ts";
import type { Guest, IdentityProvider } from "../../../lib/auth/oidc.ts";
import { call } from "../../../lib/broker/contract.ts";
import type { Verdict } from "./token-cache.ts";

/** Whoever is waited for longer than that is waited for by every guest's request. */
const ACCOUNT_ANSWERS_WITHIN_MS = 1_000;

/**
 * Makes a guest's account known; false when nobody could be told. The token is proof enough, so a guest is served
 * without the account service, too. One who was erased after the token was made is refused.
 */
const introduce = async (broker: ServiceBroker, { caller, issuedAt, language, name }: Guest): Promise<boolean> => {
	const { accountId: id, roles, storeId = null } = caller;
	const introduction = { id, name, language, roles: [...roles], storeId, issuedAt };
	try {
		await call(broker, account.meet, introduction, { timeout: ACCOUNT_ANSWERS_WITHIN_MS });
		return true;
	} catch (error) {
		if ((error as { type?: unknown }).type === "unauthorized") throw error;
		broker.logger.debug(`${id} is made known later: ${(error as Error).message}`);
		return false;
	}
};

/** Who calls by a token of an identity provider. Where they could not be made known, that is tried with their next request. */
export const guests =
	(provider: IdentityProvider, broker: ServiceBroker) =>
	async (token: string): Promise<Verdict> => {
		const guest = await provider.verify(token);
		const isKnown = await introduce(broker, guest);
		return { caller: guest.caller, until: isKnown ? guest.caller.session.expiresAt : 0 };
	};
