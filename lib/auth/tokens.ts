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

/** A node with the public half of the key knows tokens but makes none. */
export const canSign = (): boolean => keyRing().current.signing !== undefined;

export const signToken = async ({ sub, jti, roles, storeId }: TokenClaims, expiresAt: number): Promise<string> => {
	const { alg, kid, signing } = keyRing().current;
	if (!signing) throw new Error("SIGNING_KEY is public on this node, so it cannot sign a session.");
	return new SignJWT({ roles: [...roles], ...(storeId === undefined ? undefined : { storeId }) })
		.setProtectedHeader({ alg, kid })
		.setSubject(sub)
		.setJti(jti)
		.setExpirationTime(Math.floor(expiresAt / 1000))
		.sign(signing);
};

/** The key that a token names, for the algorithm of that key and no other. */
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
		throw new Unauthorized("The token is not valid, or not any more.");
	}
};

const callerOf = ({ exp, jti, roles, storeId, sub }: JWTPayload): SignedIn => ({
	accountId: sub!,
	roles: roles as Role[],
	...(typeof storeId === "string" ? { storeId } : undefined),
	session: { jti: jti!, expiresAt: exp! * 1000 },
});

/** Whom the token speaks for; throws Unauthorized when it is not ours or has expired. */
export const verifyToken = async (token: string): Promise<SignedIn> => callerOf(await payloadOf(token));
