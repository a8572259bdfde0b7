import { hash } from "node:crypto";

/** Verifying costs more than the rest of a request, so what was verified is believed for a minute. */
const BELIEVED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/** Verifies a token unless it did so a moment ago; nothing is believed for longer than the token says. */
export const believing = <Verified>(
	verify: (token: string) => Promise<Verified>,
	expiresAt: (verified: Verified) => number,
): ((token: string) => Promise<Verified>) => {
	const known = new Map<string, { verified: Verified; until: number }>();

	const remember = (digest: string, verified: Verified): void => {
		if (known.size >= MOST_REMEMBERED) known.delete(known.keys().next().value!);
		known.set(digest, { verified, until: Math.min(Date.now() + BELIEVED_MS, expiresAt(verified)) });
	};

	return async (token) => {
		const digest = hash("sha256", token, "base64url");
		const earlier = known.get(digest);
		if (earlier && earlier.until > Date.now()) return earlier.verified;
		known.delete(digest);
		const verified = await verify(token);
		remember(digest, verified);
		return verified;
	};
};
