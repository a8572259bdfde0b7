import { createSecretKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { base64url, decodeProtectedHeader, SignJWT } from "jose";

const current = generateKeyPairSync("ed25519");
const older = generateKeyPairSync("ed25519");
const unknown = generateKeyPairSync("ed25519");
const pem = (key: KeyObject) => key.export({ format: "pem", type: key.type === "private" ? "pkcs8" : "spki" }).toString();
const SECRET = "this one is the secret of this process with thirty-two characters";
const OLDER_SECRET = "the secret before that one of thirty-two characters";
Object.assign(process.env, {
	SECRET,
	SECRETS_ACCEPTED: OLDER_SECRET,
	SIGNING_KEY: pem(current.privateKey),
	VERIFYING_KEYS: pem(older.publicKey),
});

// Settings are read on first use, so they are set before these imports.
const { keyRingOf } = await import("./keys.ts");
const { signToken, verifyToken } = await import("./tokens.ts");

const NONE = { secretsAccepted: undefined, signingKey: undefined, verifyingKeys: undefined };
const idOf = (key: KeyObject | string) =>
	keyRingOf({ ...NONE, ...(typeof key === "string" ? { secret: key } : { secret: "", signingKey: key }) }).current.kid;

const inAMinute = () => Math.floor(Date.now() / 1000) + 60;
const claims = () => ({ sub: "acc_1", jti: "ses_1", roles: ["operator"], exp: inAMinute() });
const forged = (header: { alg: string; kid?: string }, key: KeyObject | Uint8Array, changed: object = {}) =>
	new SignJWT({ ...claims(), ...changed }).setProtectedHeader(header).sign(key);
const secretOf = (secret: string) => createSecretKey(secret, "utf8");
const verdict = (token: string) =>
	verifyToken(token).then(
		({ accountId }) => accountId,
		({ type }) => type,
	);

describe("a token signed with a key pair", () => {
	it("names its key and is accepted", async () => {
		const token = await signToken({ sub: "acc_1", jti: "ses_1", roles: ["customer"] }, Date.now() + 60_000);

		expect(decodeProtectedHeader(token)).toEqual({ alg: "EdDSA", kid: idOf(current.publicKey) });
		expect(await verdict(token)).toBe("acc_1");
	});
});

describe("a token of an older key", () => {
	it.each([
		["key pair", { alg: "EdDSA", kid: idOf(older.publicKey) }, older.privateKey],
		["secret", { alg: "HS256", kid: idOf(OLDER_SECRET) }, secretOf(OLDER_SECRET)],
	])("is accepted while its %s is accepted", async (_, header, key) => {
		expect(await verdict(await forged(header, key))).toBe("acc_1");
	});

	it("is rejected if its secret is not accepted along with the signing key", async () => {
		expect(await verdict(await forged({ alg: "HS256", kid: idOf(SECRET) }, secretOf(SECRET)))).toBe("unauthorized");
	});
});

describe("a forged token", () => {
	const kid = idOf(current.publicKey);
	const der = current.publicKey.export({ format: "der", type: "spki" });
	const raw = Buffer.from(current.publicKey.export({ format: "jwk" }).x!, "base64url");

	it.each<[string, { alg: string; kid?: string }, KeyObject | Uint8Array]>([
		["by HS256 with the public key as PEM", { alg: "HS256", kid }, Buffer.from(pem(current.publicKey))],
		["by HS256 with the public key as DER", { alg: "HS256", kid }, der],
		["by HS256 with the public key's bytes", { alg: "HS256", kid }, raw],
		["by HS256 with the accepted secret, under the key pair's id", { alg: "HS256", kid }, secretOf(OLDER_SECRET)],
		["by an unknown key pair, under the secret's id", { alg: "EdDSA", kid: idOf(OLDER_SECRET) }, unknown.privateKey],
		["by an unknown key, under our key's id", { alg: "EdDSA", kid }, unknown.privateKey],
		["by the older key, under the current key's id", { alg: "EdDSA", kid }, older.privateKey],
		["by an unknown key, under its own id", { alg: "EdDSA", kid: idOf(unknown.publicKey) }, unknown.privateKey],
		["by our own key, without an id", { alg: "EdDSA" }, current.privateKey],
		["by our own key, under an inherited property name", { alg: "EdDSA", kid: "__proto__" }, current.privateKey],
		["by our own secret, with another algorithm", { alg: "HS512", kid: idOf(OLDER_SECRET) }, secretOf(`${OLDER_SECRET.repeat(2)}`)],
	])("is rejected if signed %s", async (_, header, key) => {
		expect(await verdict(await forged(header, key))).toBe("unauthorized");
	});

	it.each([
		["none", kid],
		["None", kid],
		["none", undefined],
		["none", idOf(OLDER_SECRET)],
	])("is rejected with algorithm %s and key id %s", async (alg, kid) => {
		const part = (value: object) => base64url.encode(JSON.stringify(value));

		for (const signature of ["", "x"]) expect(await verdict(`${part({ alg, kid })}.${part(claims())}.${signature}`)).toBe("unauthorized");
	});

	it("is rejected if it contains its own key", async () => {
		const jwk = unknown.publicKey.export({ format: "jwk" });
		const header = { alg: "EdDSA", kid, jwk, jku: "https://evil.example/jwks.json", x5u: "https://evil.example" };

		expect(await verdict(await forged(header, unknown.privateKey))).toBe("unauthorized");
	});

	it("is rejected if a claim is missing or it has expired", async () => {
		const header = { alg: "EdDSA", kid };

		for (const changed of [{ sub: undefined }, { jti: undefined }, { roles: undefined }, { exp: undefined }, { exp: inAMinute() - 61 }])
			expect(await verdict(await forged(header, current.privateKey, changed))).toBe("unauthorized");
		expect(await verdict(await forged({ ...header }, current.privateKey))).toBe("acc_1");
	});
});
