import { AUDIENCE, aKey, IdentityProviderStandIn } from "../../test/support/stand-ins/identity-provider.ts";
import { type IdentityProvider, providerOf } from "./oidc.ts";
import { accountIdOf } from "./oidc-claims.ts";
import { ProviderKeys } from "./oidc-keys.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let standIn: IdentityProviderStandIn;
let provider: IdentityProvider;
let warnings: string[];
let now: number;

const connect = ({ issuer } = standIn) =>
	providerOf(
		{ issuer, audience: AUDIENCE, rolesClaim: "roles", grants: [], sessionHours: 12 },
		new ProviderKeys(
			issuer,
			(message) => warnings.push(message),
			() => now,
		),
	);
const verdict = (token: string) =>
	provider.verify(token).then(
		({ caller }) => caller.accountId,
		({ type }) => type,
	);
const mina = () => accountIdOf(standIn.issuer, "mina");

beforeEach(async () => {
	standIn = await IdentityProviderStandIn.start();
	[warnings, now] = [[], 0];
	provider = connect();
});
afterEach(() => standIn.stop());

describe("provider keys", () => {
	it("are fetched once for concurrent tokens", async () => {
		const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => standIn.token({ sub: `person ${n}` })));

		await Promise.all(tokens.map(verdict));

		expect(standIn.requests).toBe(2);
	});

	it("are fetched again when a new key signs", async () => {
		await verdict(await standIn.token());
		standIn.keys.unshift(aKey("RS256"));
		now += 11_000;

		expect(await verdict(await standIn.token())).toBe(mina());
		expect(await verdict(await standIn.token({}, standIn.keys[1]))).toBe(mina());
		expect(standIn.requests).toBe(4);
	});

	it("are not fetched again for every forged token", async () => {
		const unknown = aKey();
		await verdict(await standIn.token());

		for (let n = 0; n < 10; n++) expect(await verdict(await standIn.token({ sub: `person ${n}` }, unknown))).toBe("unauthorized");

		expect(standIn.requests).toBe(2);
	});

	it("are no longer accepted once withdrawn", async () => {
		const withdrawn = standIn.keys[0]!;
		await verdict(await standIn.token());
		standIn.keys = [aKey()];
		now += 11 * MINUTE;
		await verdict(await standIn.token({ sub: "starts the refresh" }));
		await verdict(await standIn.token({ sub: "uses the new keys" }, standIn.keys[0]));

		expect(await verdict(await standIn.token({}, withdrawn))).toBe("unauthorized");
	});
});

describe("while the provider is unavailable", () => {
	it("accepts known keys for a day", async () => {
		await verdict(await standIn.token());
		await standIn.stop();

		now += 23 * HOUR;
		expect(await verdict(await standIn.token({ sub: "late" }))).toBe(accountIdOf(standIn.issuer, "late"));
		now += 2 * HOUR;
		expect(await verdict(await standIn.token({ sub: "too late" }))).toBe("identity_provider_unavailable");
	});

	it("does not reject tokens with an unknown key as bad, and fetches keys only once", async () => {
		await verdict(await standIn.token());
		standIn.keys.unshift(aKey());
		await standIn.stop();
		now += 11_000;

		expect(await verdict(await standIn.token())).toBe("identity_provider_unavailable");
		expect(await verdict(await standIn.token({ sub: "another" }))).toBe("identity_provider_unavailable");
		expect(warnings).toHaveLength(1);
	});

	it("retries soon, and accepts tokens once the provider is back", async () => {
		await standIn.stop();
		expect(await verdict(await standIn.token())).toBe("identity_provider_unavailable");
		await standIn.start();

		now += 11_000;

		expect(await verdict(await standIn.token())).toBe(mina());
	});

	it("warns once per outage", async () => {
		const refuseAfterPause = async () => {
			now += 11_000;
			expect(await verdict(await standIn.token({}, aKey()))).toBe("identity_provider_unavailable");
		};
		standIn.behavior = "broken";
		for (const _ of [1, 2, 3]) await refuseAfterPause();
		expect(warnings).toEqual([expect.stringContaining("responded with status 500")]);

		standIn.behavior = "ok";
		now += 11_000;
		expect(await verdict(await standIn.token())).toBe(mina());
		standIn.behavior = "broken";
		await refuseAfterPause();

		expect(warnings).toHaveLength(2);
	});

	it("sends one request to a provider that does not respond", async () => {
		standIn.behavior = "silent";
		const tokens = await Promise.all(["a", "b", "c"].map((sub) => standIn.token({ sub })));

		expect(new Set(await Promise.all(tokens.map(verdict)))).toEqual(new Set(["identity_provider_unavailable"]));

		expect(standIn.requests).toBe(1);
	});

	it.each<[string, (standIn: IdentityProviderStandIn) => unknown]>([
		["returns errors", (it) => (it.behavior = "broken")],
		["reports another issuer", (it) => (it.discovery = { issuer: "https://evil.example" })],
		["publishes no keys", (it) => (it.discovery = { jwks_uri: undefined })],
		["publishes an invalid key set", (it) => (it.discovery = { jwks_uri: `${it.issuer}/somewhere` })],
	])("treats a provider as unavailable that %s", async (_, breakProvider) => {
		breakProvider(standIn);

		expect(await verdict(await standIn.token())).toBe("identity_provider_unavailable");
		expect(warnings).toHaveLength(1);
	});
});
