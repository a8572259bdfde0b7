import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Kind } from "./setting-kinds.ts";

const PEM = /-----BEGIN ([A-Z ]+)-----.+?-----END \1-----/gs;

const ofPem = (block: string): KeyObject => (block.includes("PRIVATE KEY") ? createPrivateKey(block) : createPublicKey(block));

const ofJwk = (key: JsonWebKey): KeyObject =>
	key.d === undefined ? createPublicKey({ key, format: "jwk" }) : createPrivateKey({ key, format: "jwk" });

const keysIn = (text: string): KeyObject[] => {
	if (!text.startsWith("{")) return (text.match(PEM) ?? []).map(ofPem);
	const { keys, ...single } = JSON.parse(text) as JsonWebKey & { keys?: JsonWebKey[] };
	return (keys ?? [single]).map(ofJwk);
};

const ed25519In = (text: string): KeyObject[] | undefined => {
	try {
		const keys = keysIn(text);
		return keys.length > 0 && keys.every(({ asymmetricKeyType }) => asymmetricKeyType === "ed25519") ? keys : undefined;
	} catch {
		// Do not pass the reason on: it may quote the key.
		return undefined;
	}
};

export const ed25519Key: Kind<KeyObject> = {
	allowed: "an Ed25519 key in PEM or JWK format",
	read(text) {
		const [key, ...others] = ed25519In(text) ?? [];
		return others.length === 0 ? key : undefined;
	},
};

export const ed25519Keys: Kind<readonly KeyObject[]> = {
	allowed: "Ed25519 keys as concatenated PEM blocks or as a JWKS",
	read: ed25519In,
};
