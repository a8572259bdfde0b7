import { hash } from "node:crypto";
import { decodeJwt, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from "jose";
import type { Language } from "../../contracts/catalogue/problems.ts";
import { config } from "../config/config.ts";
import { endingOf, newId } from "../domain/ids.ts";
import { Unauthorized } from "../domain/refusal.ts";
import { accountIdOf, languageOf, nameOf, rolesOf } from "./oidc-claims.ts";
import { ProviderKeys, ProviderUnavailable } from "./oidc-keys.ts";
import type { SignedIn } from "./tokens.ts";

/** A user who was signed in by an identity provider, with the provider's claims. */
export interface Guest {
	caller: SignedIn;
	name: string | null;
	language: Language;
	/** When the token was issued; 0 if the token does not state it. */
	issuedAt: number;
}

export interface IdentityProvider {
	/** Whether a token claims this issuer. The claim is not verified. */
	isIssuerOf(token: string): boolean;
	/** Throws Unauthorized for an invalid token, and ProviderUnavailable if it cannot be verified. */
	verify(token: string): Promise<Guest>;
}

interface Settings {
	issuer: string;
	audience: string;
	rolesClaim: string;
	grants: readonly string[];
	sessionHours: number;
}

/** Asymmetric algorithms only: a published key must never verify an HMAC signature. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/** Providers also sign tokens that do not authenticate a caller; only these types are accepted. */
const TYPES = [undefined, "jwt", "at+jwt", "application/at+jwt"];
const CLOCK_TOLERANCE_SECONDS = 10;
const HOUR = 3_600_000;

/** Session ids sort by expiry. The signature is left out: a token with an altered signature has the same session. */
const sessionIdOf = (token: string, expiresAt: number, sessionHours: number): string => {
	const signed = token.slice(0, token.lastIndexOf("."));
	return newId("ses", endingOf(expiresAt - sessionHours * HOUR, hash("sha256", signed)));
};

const guestOf = (claims: JWTPayload, token: string, { grants, issuer, rolesClaim, sessionHours }: Settings): Guest => {
	const expiresAt = Math.floor(claims.exp! * 1000);
	return {
		caller: {
			accountId: accountIdOf(issuer, claims.sub!),
			...rolesOf(claims, rolesClaim, grants),
			session: { jti: sessionIdOf(token, expiresAt, sessionHours), expiresAt },
		},
		name: nameOf(claims),
		language: languageOf(claims),
		issuedAt: typeof claims.iat === "number" ? claims.iat * 1000 : 0,
	};
};

const isAccessToken = ({ payload: { sub }, protectedHeader: { typ } }: JWTVerifyResult): boolean =>
	typeof sub === "string" && sub !== "" && TYPES.includes(typ?.toLowerCase());

export const providerOf = (settings: Settings, keys: ProviderKeys): IdentityProvider => {
	const { audience, issuer } = settings;
	const rules = { issuer, audience, algorithms: ALGORITHMS, requiredClaims: ["sub", "exp"], clockTolerance: CLOCK_TOLERANCE_SECONDS };

	const keyOf: JWTVerifyGetKey = (header, input) => keys.find(header, input);

	const claimsOf = async (token: string): Promise<JWTPayload> => {
		try {
			const verified = await jwtVerify(token, keyOf, rules);
			if (!isAccessToken(verified)) throw new Error("It is not an access token of a user.");
			return verified.payload;
		} catch (error) {
			if (error instanceof ProviderUnavailable) throw error;
			throw new Unauthorized(`The identity provider's token is invalid: ${(error as Error).message}`);
		}
	};

	return {
		isIssuerOf(token) {
			try {
				return decodeJwt(token).iss === issuer;
			} catch {
				// Not a JWT: left to the other verifier, which rejects it.
				return false;
			}
		},
		verify: async (token) => guestOf(await claimsOf(token), token, settings),
	};
};

let provider: IdentityProvider | undefined;

/** The configured identity provider, if any. */
export const identityProvider = (): IdentityProvider | undefined => {
	const { oidcAudience: audience, oidcIssuer: issuer, oidcRoles: grants, oidcRolesClaim: rolesClaim, sessionHours } = config;
	if (!issuer || !audience) return undefined;
	provider ??= providerOf(
		{ issuer, audience, rolesClaim, grants, sessionHours },
		new ProviderKeys(issuer, (message) => process.emitWarning(message)),
	);
	return provider;
};
