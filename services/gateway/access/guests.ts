import type { ServiceBroker } from "moleculer";
import { account } from "../../../contracts/account.ts";
import type { Guest, IdentityProvider } from "../../../lib/auth/oidc.ts";
import { call } from "../../../lib/broker/contract.ts";
import type { Verification } from "./token-cache.ts";

/** While the account service hangs, every request of a guest waits this long. */
const ACCOUNT_TIMEOUT_MS = 1_000;

/**
 * Registers a guest with the account service; false if that is unavailable. The token alone proves who the guest is,
 * so guests are served anyway. Rejects if the account was erased after the token was issued.
 */
const register = async (broker: ServiceBroker, { caller, issuedAt, language, name }: Guest): Promise<boolean> => {
	const { accountId: id, roles, storeId = null } = caller;
	const params = { id, name, language, roles: [...roles], storeId, issuedAt };
	try {
		await call(broker, account.meet, params, { timeout: ACCOUNT_TIMEOUT_MS });
		return true;
	} catch (error) {
		if ((error as { type?: unknown }).type === "unauthorized") throw error;
		broker.logger.debug(`Cannot register guest ${id}, retrying with the next request: ${(error as Error).message}`);
		return false;
	}
};

/** Verifies tokens of an identity provider. An unregistered guest is not cached, so that the next request retries. */
export const guests =
	(provider: IdentityProvider, broker: ServiceBroker) =>
	async (token: string): Promise<Verification> => {
		const guest = await provider.verify(token);
		const isRegistered = await register(broker, guest);
		return { caller: guest.caller, validUntil: isRegistered ? guest.caller.session.expiresAt : 0 };
	};
