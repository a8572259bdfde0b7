import { createSecretKey, type KeyObject } from "node:crypto";
import { base64url, type JWTPayload, SignJWT } from "jose";
import { AUDIENCE, aKey, IdentityProviderStandIn } from "../../test/support/stand-ins/identity-provider.ts";
import { type IdentityProvider, providerOf } from "./oidc.ts";
import { accountIdOf } from "./oidc-claims.ts";
import { ProviderKeys } from "./oidc-keys.ts";

let standIn: IdentityProviderStandIn;
let provider: IdentityProvider;

const connect = ({ issuer } = standIn) =>
	providerOf(
		{ issuer, audience: AUDIENCE, rolesClaim: "roles", grants: ["admins=operator", "store-*=staff:*"], sessionHours: 12 },
		new ProviderKeys(issuer, () => undefined),
	);
const verdict = (token: string) =>
	provider.verify(token).then(
		({ caller }) => caller.accountId,
		({ type }) => type,
	);
const mina = () => accountIdOf(standIn.issuer, "mina");
const seconds = () => Math.floor(Date.now() / 1000);

beforeEach(async () => {
	standIn = await IdentityProviderStandIn.start();
	provider = connect();
});
afterEach(() => standIn.stop());

describe("a valid token", () => {
	it.each(["RS256", "ES256", "EdDSA"] as const)("is accepted with a %s signature", async (alg) => {
		standIn.keys = [aKey(alg)];

		expect(await verdict(await standIn.token())).toBe(mina());
	});

	it("identifies the caller and the end of the session", async () => {
		const exp = seconds() + 300;
		const token = await standIn.token({
			exp,
			iat: exp - 400,
			name: "윤미나",
			locale: "en-GB",
			roles: ["admins", "store-gangnam", "others"],
		});

		expect(await provider.verify(token)).toEqual({
			caller: {
				accountId: mina(),
				roles: ["operator", "staff"],
				storeId: "gangnam",
				session: { jti: expect.stringMatching(/^ses_[0-9a-z]{25}$/), expiresAt: exp * 1000 },
			},
			name: "윤미나",
			language: "en",
			issuedAt: (exp - 400) * 1000,
		});
	});

	it("has its own session id, which is the same on every node", async () => {
		const [one, other] = [await standIn.token(), await standIn.token({ exp: seconds() + 301 })];
		const sessionOf = async (token: string, by = provider) => (await by.verify(token)).caller.session.jti;

		expect(await sessionOf(one)).toBe(await sessionOf(one, connect()));
		expect(await sessionOf(one)).not.toBe(await sessionOf(other));
	});

	it("may have several audiences", async () => {
		expect(await verdict(await standIn.token({ aud: ["https://other.example", AUDIENCE] }))).toBe(mina());
	});

	it("is recognised by its issuer", async () => {
		expect(provider.isIssuerOf(await standIn.token())).toBe(true);
		expect(provider.isIssuerOf(await standIn.token({ iss: "https://other.example" }))).toBe(false);
		expect(["", "x", "a.b.c", "ey.ey.ey"].some((text) => provider.isIssuerOf(text))).toBe(false);
	});
});

describe("an invalid token", () => {
	const bad: [string, JWTPayload][] = [
		["has expired", { exp: seconds() - 11 }],
		["never expires", { exp: undefined }],
		["is not valid yet", { nbf: seconds() + 60 }],
		["is for another audience", { aud: "https://other.example" }],
		["has no audience", { aud: undefined }],
		["is from another issuer", { iss: "https://other.example" }],
		["has no subject", { sub: undefined }],
		["has an empty subject", { sub: "" }],
		["has a numeric subject", { sub: 7 as unknown as string }],
	];
	it.each(bad)("is rejected if it %s", async (_, changed) => {
		expect(await verdict(await standIn.token(changed))).toBe("unauthorized");
	});

	it("is rejected if its claims were changed", async () => {
		const [head, , signature] = (await standIn.token()).split(".");
		const body = base64url.encode(JSON.stringify(standIn.claims({ roles: ["admins"] })));

		expect(await verdict(`${head}.${body}.${signature}`)).toBe("unauthorized");
	});

	it("is rejected without a signature", async () => {
		const part = (value: object) => base64url.encode(JSON.stringify(value));
		const { kid } = standIn.keys[0]!;

		for (const alg of ["none", "None", ""]) expect(await verdict(`${part({ alg, kid })}.${part(standIn.claims())}.`)).toBe("unauthorized");
	});

	it.each(["RS256", "ES256", "EdDSA"] as const)("is rejected if signed with HS256 and the public %s key", async (alg) => {
		const key = aKey(alg);
		standIn.keys = [key];
		const secrets: (KeyObject | Uint8Array)[] = [
			createSecretKey(key.publicKey.export({ format: "pem", type: "spki" }) as string, "utf8"),
			key.publicKey.export({ format: "der", type: "spki" }),
		];

		for (const secret of secrets) {
			const forged = await new SignJWT(standIn.claims()).setProtectedHeader({ alg: "HS256", kid: key.kid }).sign(secret);
			expect(await verdict(forged)).toBe("unauthorized");
		}
	});

	it("is rejected if another key signed it under the id of a published key", async () => {
		const { kid } = standIn.keys[0]!;

		expect(await verdict(await standIn.token({}, { ...aKey(), kid }))).toBe("unauthorized");
	});

	it("is rejected if its algorithm does not match its key", async () => {
		standIn.keys = [aKey("RS256")];

		expect(await verdict(await standIn.token({}, standIn.keys[0], { alg: "PS256" }))).toBe("unauthorized");
	});

	it("is rejected if it contains its own key", async () => {
		const key = aKey();
		const jwk = key.publicKey.export({ format: "jwk" });

		expect(await verdict(await standIn.token({}, key, { jwk, jku: `${standIn.issuer}/keys` }))).toBe("unauthorized");
	});

	it("is rejected if it is not an access token", async () => {
		expect(await verdict(await standIn.token({}, standIn.keys[0], { typ: "at+jwt" }))).toBe(mina());
		expect(await verdict(await standIn.token({}, standIn.keys[0], { typ: "logout+jwt" }))).toBe("unauthorized");
	});
});
