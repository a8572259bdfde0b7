import { hash } from "node:crypto";
import { decodeJwt, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from "jose";
import type { Language } from "../../contracts/problems.ts";
import { config } from "../config/config.ts";
import { endingOf, newId } from "../domain/ids.ts";
import { Unauthorized } from "../domain/refusal.ts";
import { accountIdOf, languageOf, nameOf, standingOf } from "./oidc-claims.ts";
import { ProviderAway, ProviderKeys } from "./oidc-keys.ts";
import type { SignedIn } from "./tokens.ts";

/** Somebody whom an identity provider has signed in, and what it says of them. */
export interface Guest {
	caller: SignedIn;
	name: string | null;
	language: Language;
	/** When the token was made; long ago when it does not say. */
	issuedAt: number;
}

export interface IdentityProvider {
	/** Whether a token claims to be its, which is not yet believed. */
	isNamedBy(token: string): boolean;
	/** Throws Unauthorized for a token that is not good, ProviderAway when nobody can tell. */
	verify(token: string): Promise<Guest>;
}

interface Settings {
	issuer: string;
	audience: string;
	rolesClaim: string;
	grants: readonly string[];
	sessionHours: number;
}

/** With a key that everybody knows a token must not be signed symmetrically. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/** A provider signs more than tokens of access, and not all of it says who is calling. */
const TYPES = [undefined, "jwt", "at+jwt", "application/at+jwt"];
const CLOCKS_DIFFER_BY_SECONDS = 10;
const HOUR = 3_600_000;

/** Ids of sessions sort by when they end; whoever changes the signature only has the same token. */
const sessionIdOf = (token: string, expiresAt: number, sessionHours: number): string => {
	const signed = token.slice(0, token.lastIndexOf("."));
	return newId("ses", endingOf(expiresAt - sessionHours * HOUR, hash("sha256", signed)));
};

const guestOf = (claims: JWTPayload, token: string, { grants, issuer, rolesClaim, sessionHours }: Settings): Guest => {
	const expiresAt = Math.floor(claims.exp! * 1000);
	return {
		caller: {
			accountId: accountIdOf(issuer, claims.sub!),
			...standingOf(claims, rolesClaim, grants),
			session: { jti: sessionIdOf(token, expiresAt, sessionHours), expiresAt },
		},
		name: nameOf(claims),
		language: languageOf(claims),
		issuedAt: typeof claims.iat === "number" ? claims.iat * 1000 : 0,
	};
};

const isOfAPerson = ({ payload: { sub }, protectedHeader: { typ } }: JWTVerifyResult): boolean =>
	typeof sub === "string" && sub !== "" && TYPES.includes(typ?.toLowerCase());

export const providerOf = (settings: Settings, keys: ProviderKeys): IdentityProvider => {
	const { audience, issuer } = settings;
	const rules = { issuer, audience, algorithms: ALGORITHMS, requiredClaims: ["sub", "exp"], clockTolerance: CLOCKS_DIFFER_BY_SECONDS };

	const keyOf: JWTVerifyGetKey = (header, input) => keys.find(header, input);

	const claimsOf = async (token: string): Promise<JWTPayload> => {
		try {
			const verified = await jwtVerify(token, keyOf, rules);
			if (!isOfAPerson(verified)) throw new Error("It is no person's token.");
			return verified.payload;
		} catch (error) {
			if (error instanceof ProviderAway) throw error;
			throw new Unauthorized(`The provider's token is not good: ${(error as Error).message}`);
		}
	};

	return {
		isNamedBy(token) {
			try {
				return decodeJwt(token).iss === issuer;
			} catch {
				// No such token at all, which whoever verifies it will say.
				return false;
			}
		},
		verify: async (token) => guestOf(await claimsOf(token), token, settings),
	};
};

let provider: IdentityProvider | undefined;

/** The one of the settings, if any. */
export const identityProvider = (): IdentityProvider | undefined => {
	const { oidcAudience: audience, oidcIssuer: issuer, oidcRoles: grants, oidcRolesClaim: rolesClaim, sessionHours } = config;
	if (!issuer || !audience) return undefined;
	provider ??= providerOf(
		{ issuer, audience, rolesClaim, grants, sessionHours },
		new ProviderKeys(issuer, (message) => process.emitWarning(message)),
	);
	return provider;
};
