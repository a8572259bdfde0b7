import { hash } from "node:crypto";
import type { SignedIn } from "../../../lib/auth/tokens.ts";

/** Who calls, and until when the token need not be looked at again. */
export interface Verdict {
	caller: SignedIn;
	until: number;
}

/** Verifying costs more than the rest of a request, so what was verified is believed for a minute. */
const BELIEVED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

export const believing = (judge: (token: string) => Promise<Verdict>): ((token: string) => Promise<SignedIn>) => {
	const known = new Map<string, Verdict>();

	const remember = (digest: string, { caller, until }: Verdict): void => {
		if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value!);
		known.set(digest, { caller, until: Math.min(Date.now() + BELIEVED_MS, until) });
	};

	return async (token) => {
		const digest = hash("sha256", token, "base64url");
		const earlier = known.get(digest);
		if (earlier && earlier.until > Date.now()) return earlier.caller;
		known.delete(digest);
		const verdict = await judge(token);
		remember(digest, verdict);
		return verdict.caller;
	};
};
