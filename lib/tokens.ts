import { hash } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Caller, Role } from "./caller.ts";
import { config } from "./config.ts";
import { Unauthorized } from "./refusal.ts";

export interface TokenClaims {
	/** The account's id. */
	sub: string;
	roles: readonly Role[];
	storeId?: string | undefined;
	/** The session's id. */
	jti: string;
}

type SignedIn = Caller & { session: NonNullable<Caller["session"]> };

const ALGORITHM = "HS256";
/** Verifying costs more than the rest of a request, so what was verified is believed for a minute. */
const BELIEVED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

const verified = new Map<string, { caller: SignedIn; until: number }>();

const key = (): Uint8Array => new TextEncoder().encode(config.secret);

export const signToken = ({ sub, jti, roles, storeId }: TokenClaims, expiresAt: number): Promise<string> =>
	new SignJWT({ roles: [...roles], ...(storeId === undefined ? undefined : { storeId }) })
		.setProtectedHeader({ alg: ALGORITHM })
		.setSubject(sub)
		.setJti(jti)
		.setExpirationTime(Math.floor(expiresAt / 1000))
		.sign(key());

/** Whom the token speaks for; throws Unauthorized when it is not ours or has expired. */
export const verifyToken = async (token: string): Promise<SignedIn> => {
	const digest = hash("sha256", token, "base64url");
	const known = verified.get(digest);
	if (known && known.until > Date.now()) return known.caller;
	verified.delete(digest);
	const caller = callerOf(await payloadOf(token));
	remember(digest, caller);
	return caller;
};

const payloadOf = async (token: string): Promise<JWTPayload> => {
	try {
		const { payload } = await jwtVerify(token, key(), { algorithms: [ALGORITHM], requiredClaims: ["sub", "jti", "exp", "roles"] });
		return payload;
	} catch {
		throw new Unauthorized("The token is not valid, or not any more.");
	}
};

const callerOf = ({ exp, jti, roles, storeId, sub }: JWTPayload): SignedIn => ({
	accountId: sub!,
	roles: roles as Role[],
	...(typeof storeId === "string" ? { storeId } : undefined),
	session: { jti: jti!, expiresAt: exp! * 1000 },
});

const remember = (digest: string, caller: SignedIn): void => {
	if (verified.size >= MOST_REMEMBERED) verified.delete(verified.keys().next().value!);
	verified.set(digest, { caller, until: Math.min(Date.now() + BELIEVED_MS, caller.session.expiresAt) });
};
