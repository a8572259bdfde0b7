import type { KeyObject } from "node:crypto";
import { type JWSHeaderParameters, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { Unauthorized } from "../domain/refusal.ts";
import type { Caller, Role } from "./caller.ts";
import { keyRing } from "./keys.ts";

export interface TokenClaims {
	/** The account's id. */
	sub: string;
	roles: readonly Role[];
	storeId?: string | undefined;
	/** The session's id. */
	jti: string;
}

export type SignedIn = Caller & { session: NonNullable<Caller["session"]> };

/** A node with only the public key verifies tokens but cannot issue them. */
export const canSign = (): boolean => keyRing().current.signing !== undefined;

export const signToken = async ({ sub, jti, roles, storeId }: TokenClaims, expiresAt: number): Promise<string> => {
	const { alg, kid, signing } = keyRing().current;
	if (!signing) throw new Error("SIGNING_KEY is a public key on this node, so it cannot sign sessions.");
	return new SignJWT({ roles: [...roles], ...(storeId === undefined ? undefined : { storeId }) })
		.setProtectedHeader({ alg, kid })
		.setSubject(sub)
		.setJti(jti)
		.setExpirationTime(Math.floor(expiresAt / 1000))
		.sign(signing);
};

/** The key that a token names. The token's algorithm must be that of the key. */
const keyOf = ({ alg, kid = "" }: JWSHeaderParameters): KeyObject => {
	const key = keyRing().byId.get(kid);
	if (!key || key.alg !== alg) throw new Error(`There is no key ${kid} for ${alg}.`);
	return key.verifying;
};

const payloadOf = async (token: string): Promise<JWTPayload> => {
	try {
		const { payload } = await jwtVerify(token, keyOf, {
			algorithms: ["HS256", "EdDSA"],
			requiredClaims: ["sub", "jti", "exp", "roles"],
		});
		return payload;
	} catch {
		throw new Unauthorized("The token is invalid or has expired.");
	}
};

const callerOf = ({ exp, jti, roles, storeId, sub }: JWTPayload): SignedIn => ({
	accountId: sub!,
	roles: roles as Role[],
	...(typeof storeId === "string" ? { storeId } : undefined),
	session: { jti: jti!, expiresAt: exp! * 1000 },
});

/** The caller of a token. Throws Unauthorized if the token is invalid or has expired. */
export const verifyToken = async (token: string): Promise<SignedIn> => callerOf(await payloadOf(token));
