import { hash } from "node:crypto";
import type { SignedIn } from "../../../lib/auth/tokens.ts";

/** The caller of a token, and the time until which the result may be cached. */
export interface Verification {
	caller: SignedIn;
	validUntil: number;
}

/** Verifying a token costs more than the rest of a request. */
const CACHED_MS = 60_000;
const MAX_CACHED = 10_000;

export const withTokenCache = (verify: (token: string) => Promise<Verification>): ((token: string) => Promise<SignedIn>) => {
	const cache = new Map<string, Verification>();

	const add = (digest: string, { caller, validUntil }: Verification): void => {
		if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value!);
		cache.set(digest, { caller, validUntil: Math.min(Date.now() + CACHED_MS, validUntil) });
	};

	return async (token) => {
		const digest = hash("sha256", token, "base64url");
		const cached = cache.get(digest);
		if (cached && cached.validUntil > Date.now()) return cached.caller;
		cache.delete(digest);
		const verification = await verify(token);
		add(digest, verification);
		return verification.caller;
	};
};
