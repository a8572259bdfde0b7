import { createPublicKey, createSecretKey, hash, type KeyObject } from "node:crypto";
import { type Config, config } from "../config/config.ts";

/** A session key with its only permitted algorithm. */
interface SessionKey {
	kid: string;
	alg: "HS256" | "EdDSA";
	verifying: KeyObject;
	/** Absent for public keys. */
	signing?: KeyObject;
}

interface KeyRing {
	current: SessionKey;
	byId: ReadonlyMap<string, SessionKey>;
}

const ofSecret = (secret: string): SessionKey => {
	const key = createSecretKey(secret, "utf8");
	return { kid: hash("sha256", `kid ${secret}`, "base64url").slice(0, 16), alg: "HS256", verifying: key, signing: key };
};

/** The id is the key's RFC 7638 thumbprint. */
const ofEd25519 = (key: KeyObject): SessionKey => {
	const verifying = key.type === "private" ? createPublicKey(key) : key;
	const { crv, kty, x } = verifying.export({ format: "jwk" });
	const kid = hash("sha256", JSON.stringify({ crv, kty, x }), "base64url");
	return { kid, alg: "EdDSA", verifying, ...(key.type === "private" ? { signing: key } : undefined) };
};

export const keyRingOf = ({
	secret,
	secretsAccepted = [],
	signingKey,
	verifyingKeys = [],
}: Pick<Config, "secret" | "secretsAccepted" | "signingKey" | "verifyingKeys">): KeyRing => {
	const current = signingKey ? ofEd25519(signingKey) : ofSecret(secret);
	const all = [...secretsAccepted.map(ofSecret), ...verifyingKeys.map(ofEd25519), current];
	return { current, byId: new Map(all.map((key) => [key.kid, key])) };
};

let ring: KeyRing | undefined;

/** The key ring of this process. */
export const keyRing = (): KeyRing => {
	ring ??= keyRingOf(config);
	return ring;
};

/** The public keys as a JWKS. */
export const publishedKeys = ({ byId }: KeyRing) => ({
	keys: [...byId.values()]
		.filter(({ alg }) => alg === "EdDSA")
		.map(({ alg, kid, verifying }) => ({ ...verifying.export({ format: "jwk" }), kid, alg, use: "sig" })),
});
