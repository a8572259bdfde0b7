import { createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { ed25519Key, ed25519Keys } from "../config/key-kinds.ts";
import { keyRingOf, publishedKeys } from "./keys.ts";

const SECRET = "a secret of at least thirty-two characters";
const OLD_SECRET = "an older secret of at least thirty-two characters";
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const older = generateKeyPairSync("ed25519");

const pem = (key: KeyObject) => key.export({ format: "pem", type: key.type === "private" ? "pkcs8" : "spki" }).toString();
const jwk = (key: KeyObject) => key.export({ format: "jwk" });
const ring = (settings: Partial<Parameters<typeof keyRingOf>[0]>) =>
	keyRingOf({ secret: SECRET, secretsAccepted: undefined, signingKey: undefined, verifyingKeys: undefined, ...settings });
const algorithms = ({ byId }: ReturnType<typeof ring>) => [...byId.values()].map(({ alg }) => alg);

describe("a key setting", () => {
	it.each([
		["PEM", pem(privateKey), "private"],
		["a JWK", JSON.stringify(jwk(privateKey)), "private"],
		["the PEM of its public half", pem(publicKey), "public"],
		["the JWK of its public half", JSON.stringify(jwk(publicKey)), "public"],
	])("accepts %s", (_, text, type) => {
		const read = ed25519Key.read(text);

		expect(read?.type).toBe(type);
		expect(createPublicKey(pem(read!)).equals(publicKey)).toBe(true);
	});

	it.each([
		["concatenated PEM blocks", `${pem(publicKey)}\n${pem(older.publicKey)}`],
		["a JWKS", JSON.stringify({ keys: [jwk(publicKey), jwk(older.publicKey)] })],
	])("accepts several keys as %s only for lists", (_, text) => {
		expect(ed25519Keys.read(text)?.map((key) => key.export({ format: "jwk" }))).toEqual([jwk(publicKey), jwk(older.publicKey)]);
		expect(ed25519Key.read(text)).toBeUndefined();
	});

	it.each([
		["a key of another type", pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)],
		["a truncated key", pem(privateKey).slice(0, 60)],
		["text that is not a key", "hunter2"],
		["an empty key set", '{"keys":[]}'],
		["invalid JSON", "{"],
	])("rejects %s", (_, text) => {
		expect([ed25519Key.read(text), ed25519Keys.read(text)]).toEqual([undefined, undefined]);
	});
});

describe("the key ring", () => {
	it("contains only the secret by default", () => {
		expect(algorithms(ring({}))).toEqual(["HS256"]);
	});

	it("derives the same key id on every node, without exposing the secret", () => {
		const [one, same, other] = [ring({}), ring({}), ring({ secret: OLD_SECRET })].map(({ current }) => current.kid);

		expect(one).toBe(same);
		expect(one).not.toBe(other);
		expect(ring({ signingKey: privateKey }).current.kid).toBe(ring({ signingKey: publicKey }).current.kid);
	});

	it("contains accepted older secrets", () => {
		const { byId, current } = ring({ secretsAccepted: [OLD_SECRET] });

		expect(byId.size).toBe(2);
		expect(current.kid).toBe(ring({}).current.kid);
		expect(byId.has(ring({ secret: OLD_SECRET }).current.kid)).toBe(true);
	});

	it("leaves out the secret if there is a signing key, unless it is accepted", () => {
		expect(algorithms(ring({ signingKey: privateKey }))).toEqual(["EdDSA"]);
		expect(algorithms(ring({ signingKey: privateKey, secretsAccepted: [SECRET] })).sort()).toEqual(["EdDSA", "HS256"]);
	});

	it("signs with the current key only, even if it is also listed as a verifying key", () => {
		const { byId, current } = ring({ signingKey: privateKey, verifyingKeys: [publicKey, older.privateKey] });

		expect(byId.get(current.kid)?.signing).toBeDefined();
		expect(byId.size).toBe(2);
	});

	it("publishes public keys only, and no secret", () => {
		const settings = { signingKey: privateKey, verifyingKeys: [older.privateKey], secretsAccepted: [SECRET] };

		const { keys } = publishedKeys(ring(settings));

		expect(keys).toEqual([older.publicKey, publicKey].map((key) => ({ ...jwk(key), kid: expect.any(String), alg: "EdDSA", use: "sig" })));
		expect(publishedKeys(ring({}))).toEqual({ keys: [] });
	});

	it("uses the RFC 7638 thumbprint as the id of a key pair", async () => {
		const { calculateJwkThumbprint } = await import("jose");

		expect(ring({ signingKey: privateKey }).current.kid).toBe(await calculateJwkThumbprint(publicKey.export({ format: "jwk" }) as object));
	});
});

/** The key rotation tables of docs/authentication.md. */
describe("key rotation, step by step", () => {
	const next = generateKeyPairSync("ed25519");
	const ROWS: [string, Partial<Parameters<typeof keyRingOf>[0]>[]][] = [
		[
			"to another secret",
			[{ secret: OLD_SECRET }, { secret: OLD_SECRET, secretsAccepted: [SECRET] }, { secretsAccepted: [OLD_SECRET] }, {}],
		],
		[
			"to another key pair",
			[
				{ signingKey: privateKey },
				{ signingKey: privateKey, verifyingKeys: [next.publicKey] },
				{ signingKey: next.privateKey, verifyingKeys: [publicKey] },
				{ signingKey: next.privateKey },
			],
		],
		[
			"from a secret to a key pair",
			[{}, { verifyingKeys: [publicKey] }, { signingKey: privateKey, secretsAccepted: [SECRET] }, { signingKey: privateKey }],
		],
	];

	it.each(ROWS)("keeps sessions valid: %s", (_, settings) => {
		const steps = settings.map(ring);

		for (const [before, after] of steps.slice(1).map((step, index) => [steps[index]!, step] as const)) {
			const isOver = after === steps.at(-1);
			expect(before.byId.has(after.current.kid)).toBe(true);
			expect(isOver || after.byId.has(before.current.kid)).toBe(true);
		}
		expect(steps.at(-1)!.byId.has(steps[0]!.current.kid)).toBe(false);
	});
});
