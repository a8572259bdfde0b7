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

describe("keys", () => {
	it("are asked for once, however many tokens come", async () => {
		const tokens = await Promise.all(Array.from({ length: 20 }, (_, n) => standIn.token({ sub: `person ${n}` })));

		await Promise.all(tokens.map(verdict));

		expect(standIn.asked).toBe(2);
	});

	it("are asked for again when a new one signs", async () => {
		await verdict(await standIn.token());
		standIn.keys.unshift(aKey("RS256"));
		now += 11_000;

		expect(await verdict(await standIn.token())).toBe(mina());
		expect(await verdict(await standIn.token({}, standIn.keys[1]))).toBe(mina());
		expect(standIn.asked).toBe(4);
	});

	it("are not asked for by every made-up token", async () => {
		const stranger = aKey();
		await verdict(await standIn.token());

		for (let n = 0; n < 10; n++) expect(await verdict(await standIn.token({ sub: `person ${n}` }, stranger))).toBe("unauthorized");

		expect(standIn.asked).toBe(2);
	});

	it("are believed no longer when they were withdrawn", async () => {
		const withdrawn = standIn.keys[0]!;
		await verdict(await standIn.token());
		standIn.keys = [aKey()];
		now += 11 * MINUTE;
		await verdict(await standIn.token({ sub: "begins to look" }));
		await verdict(await standIn.token({ sub: "looks" }, standIn.keys[0]));

		expect(await verdict(await standIn.token({}, withdrawn))).toBe("unauthorized");
	});
});

describe("while the provider is away", () => {
	it("keys that are known stay good for a day", async () => {
		await verdict(await standIn.token());
		await standIn.stop();

		now += 23 * HOUR;
		expect(await verdict(await standIn.token({ sub: "a late one" }))).toBe(accountIdOf(standIn.issuer, "a late one"));
		now += 2 * HOUR;
		expect(await verdict(await standIn.token({ sub: "a later one" }))).toBe("identity_provider_unavailable");
	});

	it("nobody says of an unknown key that it is bad, nor waits for it twice", async () => {
		await verdict(await standIn.token());
		standIn.keys.unshift(aKey());
		await standIn.stop();
		now += 11_000;

		expect(await verdict(await standIn.token())).toBe("identity_provider_unavailable");
		expect(await verdict(await standIn.token({ sub: "another" }))).toBe("identity_provider_unavailable");
		expect(warnings).toHaveLength(1);
	});

	it("it is asked again soon, and believed when it is back", async () => {
		await standIn.stop();
		expect(await verdict(await standIn.token())).toBe("identity_provider_unavailable");
		await standIn.start();

		now += 11_000;

		expect(await verdict(await standIn.token())).toBe(mina());
	});

	it("that is said once, and once more when it goes again", async () => {
		const refuseAfterPause = async () => {
			now += 11_000;
			expect(await verdict(await standIn.token({}, aKey()))).toBe("identity_provider_unavailable");
		};
		standIn.mood = "broken";
		for (const _ of [1, 2, 3]) await refuseAfterPause();
		expect(warnings).toEqual([expect.stringContaining("answers 500")]);

		standIn.mood = "well";
		now += 11_000;
		expect(await verdict(await standIn.token())).toBe(mina());
		standIn.mood = "broken";
		await refuseAfterPause();

		expect(warnings).toHaveLength(2);
	});

	it("one that does not answer is asked only once", async () => {
		standIn.mood = "silent";
		const tokens = await Promise.all(["a", "b", "c"].map((sub) => standIn.token({ sub })));

		expect(new Set(await Promise.all(tokens.map(verdict)))).toEqual(new Set(["identity_provider_unavailable"]));

		expect(standIn.asked).toBe(1);
	});

	it.each<[string, (standIn: IdentityProviderStandIn) => unknown]>([
		["that is broken", (it) => (it.mood = "broken")],
		["that calls itself something else", (it) => (it.emits = { issuer: "https://evil.example" })],
		["that has no keys to show", (it) => (it.emits = { jwks_uri: undefined })],
		["whose keys are no keys", (it) => (it.emits = { jwks_uri: `${it.issuer}/somewhere` })],
	])("so is one %s", async (_, turn) => {
		turn(standIn);

		expect(await verdict(await standIn.token())).toBe("identity_provider_unavailable");
		expect(warnings).toHaveLength(1);
	});
});
