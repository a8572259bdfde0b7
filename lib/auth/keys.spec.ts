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

describe("a key of a setting", () => {
	it.each([
		["PEM", pem(privateKey), "private"],
		["a JWK", JSON.stringify(jwk(privateKey)), "private"],
		["the PEM of its public half", pem(publicKey), "public"],
		["the JWK of its public half", JSON.stringify(jwk(publicKey)), "public"],
	])("is read from %s", (_, text, type) => {
		const read = ed25519Key.read(text);

		expect(read?.type).toBe(type);
		expect(createPublicKey(pem(read!)).equals(publicKey)).toBe(true);
	});

	it.each([
		["PEM after PEM", `${pem(publicKey)}\n${pem(older.publicKey)}`],
		["a JWKS", JSON.stringify({ keys: [jwk(publicKey), jwk(older.publicKey)] })],
	])("may be one of several in %s", (_, text) => {
		expect(ed25519Keys.read(text)?.map((key) => key.export({ format: "jwk" }))).toEqual([jwk(publicKey), jwk(older.publicKey)]);
		expect(ed25519Key.read(text)).toBeUndefined();
	});

	it.each([
		["of another kind", pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)],
		["of which half is missing", pem(privateKey).slice(0, 60)],
		["that is no key", "hunter2"],
		["of an empty set", '{"keys":[]}'],
		["that is no JSON", "{"],
	])("is refused %s", (_, text) => {
		expect([ed25519Key.read(text), ed25519Keys.read(text)]).toEqual([undefined, undefined]);
	});
});

describe("the keys of a process", () => {
	it("are its secret, when nothing else is set", () => {
		expect(algorithms(ring({}))).toEqual(["HS256"]);
	});

	it("are told apart by ids that others make the same, and that say nothing of a secret", () => {
		const [one, same, other] = [ring({}), ring({}), ring({ secret: OLD_SECRET })].map(({ current }) => current.kid);

		expect(one).toBe(same);
		expect(one).not.toBe(other);
		expect(ring({ signingKey: privateKey }).current.kid).toBe(ring({ signingKey: publicKey }).current.kid);
	});

	it("are older secrets, too, while they are accepted", () => {
		const { byId, current } = ring({ secretsAccepted: [OLD_SECRET] });

		expect(byId.size).toBe(2);
		expect(current.kid).toBe(ring({}).current.kid);
		expect(byId.has(ring({ secret: OLD_SECRET }).current.kid)).toBe(true);
	});

	it("leave the secret out once there is a signing key, unless it is accepted", () => {
		expect(algorithms(ring({ signingKey: privateKey }))).toEqual(["EdDSA"]);
		expect(algorithms(ring({ signingKey: privateKey, secretsAccepted: [SECRET] })).sort()).toEqual(["EdDSA", "HS256"]);
	});

	it("sign with the current one only, also when it is listed among the others", () => {
		const { byId, current } = ring({ signingKey: privateKey, verifyingKeys: [publicKey, older.privateKey] });

		expect(byId.get(current.kid)?.signing).toBeDefined();
		expect(byId.size).toBe(2);
	});

	it("publish public halves, and no secret", () => {
		const settings = { signingKey: privateKey, verifyingKeys: [older.privateKey], secretsAccepted: [SECRET] };

		const { keys } = publishedKeys(ring(settings));

		expect(keys).toEqual([older.publicKey, publicKey].map((key) => ({ ...jwk(key), kid: expect.any(String), alg: "EdDSA", use: "sig" })));
		expect(publishedKeys(ring({}))).toEqual({ keys: [] });
	});

	it("are named by their thumbprints", async () => {
		const { calculateJwkThumbprint } = await import("jose");

		expect(ring({ signingKey: privateKey }).current.kid).toBe(await calculateJwkThumbprint(publicKey.export({ format: "jwk" }) as object));
	});
});

/** The table of docs/authentication.md. */
describe("a change of keys, step by step", () => {
	const next = generateKeyPairSync("ed25519");
	const ROWS: [string, Partial<Parameters<typeof keyRingOf>[0]>[]][] = [
		["another secret", [{ secret: OLD_SECRET }, { secret: OLD_SECRET, secretsAccepted: [SECRET] }, { secretsAccepted: [OLD_SECRET] }, {}]],
		[
			"another key pair",
			[
				{ signingKey: privateKey },
				{ signingKey: privateKey, verifyingKeys: [next.publicKey] },
				{ signingKey: next.privateKey, verifyingKeys: [publicKey] },
				{ signingKey: next.privateKey },
			],
		],
		[
			"from secret to key pair",
			[{}, { verifyingKeys: [publicKey] }, { signingKey: privateKey, secretsAccepted: [SECRET] }, { signingKey: privateKey }],
		],
	];

	it.each(ROWS)("signs nobody out: %s", (_, settings) => {
		const steps = settings.map(ring);

		for (const [before, after] of steps.slice(1).map((step, index) => [steps[index]!, step] as const)) {
			const isOver = after === steps.at(-1);
			expect(before.byId.has(after.current.kid)).toBe(true);
			expect(isOver || after.byId.has(before.current.kid)).toBe(true);
		}
		expect(steps.at(-1)!.byId.has(steps[0]!.current.kid)).toBe(false);
	});
});
