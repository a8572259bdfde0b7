import { generateKeyPairSync } from "node:crypto";
import type { JWTPayload } from "jose";
import type { ServiceSchema } from "moleculer";
import { eventually } from "../../support/eventually.ts";
import type { Answer, GatewayServer as Gateway } from "../../support/nodes/gateway-server.ts";
import { AUDIENCE, aKey, IdentityProviderStandIn } from "../../support/stand-ins/identity-provider.ts";

const provider = await IdentityProviderStandIn.start();
const { privateKey, publicKey } = generateKeyPairSync("ed25519");
Object.assign(process.env, {
	OIDC_ISSUER: provider.issuer,
	OIDC_AUDIENCE: AUDIENCE,
	OIDC_ROLES_CLAIM: "realm_access.roles",
	OIDC_ROLES: "admins=operator,couriers=rider,store-*=staff:*",
	SIGNING_KEY: privateKey.export({ format: "pem", type: "pkcs8" }),
});

// The settings are read on first use, so they have to be set above.
const { GatewayServer } = await import("../../support/nodes/gateway-server.ts");
const { loadServices } = await import("../../support/services.ts");

const schemas = (await loadServices()).map(({ schema }) => schema as ServiceSchema).filter(({ name }) => name !== "gateway");
let server: Gateway;
let people = 0;

/** A person with a token of the identity provider. */
class Guest {
	readonly subject = `person ${++people}`;
	token = "";

	static async arrive(claims: JWTPayload = {}, key = provider.keys[0]): Promise<Guest> {
		const guest = new Guest();
		await guest.renew(claims, key);
		return guest;
	}

	async renew(claims: JWTPayload = {}, key = provider.keys[0]): Promise<void> {
		this.token = await provider.token({ sub: this.subject, name: "윤미나", ...claims }, key);
	}

	send(method: string, path: string, init: { body?: unknown } = {}): Promise<Answer> {
		return server.send(method, path, { ...init, headers: { authorization: `Bearer ${this.token}` } });
	}
}

const guestWith = (...roles: string[]) => Guest.arrive({ realm_access: { roles } });
const ORDER = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 2 }],
	payment: { timing: "on_receipt" },
};
const staff = { roles: ["staff"], storeId: "gangnam" };
const problem = (status: number, code: string) => ({ status, body: expect.objectContaining({ code }) });

beforeAll(async () => {
	server = await GatewayServer.start(schemas);
});
afterAll(async () => {
	await server.stop();
	await provider.stop();
});

describe("a customer of an identity provider", () => {
	it("has an account from the first request", async () => {
		const guest = await Guest.arrive();

		const { body, status } = await guest.send("GET", "/v1/me");

		expect(status).toBe(200);
		expect(body).toMatchObject({ id: expect.stringMatching(/^acc_ext_/), name: "윤미나", phone: null, roles: ["customer"], version: 1 });
	});

	it("places orders, has a name and a level, and sees only their own orders", async () => {
		const [guest, other] = [await Guest.arrive(), await Guest.arrive()];

		const placed = await guest.send("POST", "/v1/orders", { body: ORDER });

		expect(placed).toMatchObject({ status: 201, body: { level: "Bronze" } });
		expect(await guest.send("GET", `/v1/orders/${placed.body.id}`)).toMatchObject({ status: 200 });
		expect(await other.send("GET", `/v1/orders/${placed.body.id}`)).toMatchObject(problem(404, "not_found"));
		expect(await guest.send("GET", "/v1/customers/me")).toMatchObject({ status: 200, body: { name: "윤미나" } });
		await eventually(async () =>
			expect(await guest.send("GET", "/v1/mypage")).toMatchObject({ body: { customer: { name: "윤미나" }, items: [{}] } }),
		);
	});

	it("has no permissions beyond those of a customer", async () => {
		const guest = await guestWith("operator", "staff", "offline_access");

		expect(await guest.send("GET", "/v1/ops/overview")).toMatchObject(problem(403, "forbidden"));
		expect(await guest.send("GET", "/v1/stores/gangnam/orders")).toMatchObject(problem(403, "forbidden"));
		expect(await guest.send("POST", "/v1/accounts", { body: { ...staff, phone: "x" } })).toMatchObject(problem(403, "forbidden"));
	});
});

describe("a guest with a role from the provider", () => {
	it("works as staff in the named store only", async () => {
		const barista = await guestWith("store-gangnam");

		expect(await barista.send("GET", "/v1/stores/gangnam/orders")).toMatchObject({ status: 200 });
		expect(await barista.send("GET", "/v1/stores/hongdae/orders")).toMatchObject(problem(403, "forbidden"));
		expect(await barista.send("GET", "/v1/me")).toMatchObject({ body: { roles: ["staff"], storeId: "gangnam" } });
	});

	it("works as a rider", async () => {
		const [rider, barista] = [await guestWith("couriers"), await guestWith("store-gangnam")];

		expect(await rider.send("PATCH", "/v1/riders/me", { body: { onShift: true } })).toMatchObject({ status: 200 });

		const me = (await rider.send("GET", "/v1/me")).body;
		await eventually(async () => {
			const { items } = (await barista.send("GET", "/v1/riders?limit=100")).body;
			expect(items).toContainEqual(expect.objectContaining({ id: me.id, name: "윤미나" }));
		});
	});

	it("works as an operator, and creates accounts", async () => {
		const operator = await guestWith("admins");
		const body = { ...staff, phone: "01088880001", password: "correct horse", name: "이강남" };

		expect(await operator.send("GET", "/v1/ops/overview")).toMatchObject({ status: 200 });
		expect(await operator.send("POST", "/v1/accounts", { body })).toMatchObject({ status: 201, body: { roles: ["staff"] } });
	});

	it("loses the role when a new token does not have it", async () => {
		const person = await guestWith("admins");
		expect(await person.send("GET", "/v1/ops/overview")).toMatchObject({ status: 200 });

		await person.renew();

		expect(await person.send("GET", "/v1/ops/overview")).toMatchObject(problem(403, "forbidden"));
		expect(await person.send("GET", "/v1/me")).toMatchObject({ body: { roles: ["customer"] } });
	});
});

describe("signing out", () => {
	it("revokes only the current token", async () => {
		const guest = await Guest.arrive();
		const { token } = guest;
		expect(await guest.send("DELETE", "/v1/sessions/current")).toMatchObject({ status: 204 });

		await eventually(async () => expect(await guest.send("GET", "/v1/me")).toMatchObject(problem(401, "unauthorized")));

		await guest.renew({ exp: Math.floor(Date.now() / 1000) + 200 });
		expect(guest.token).not.toBe(token);
		expect(await guest.send("GET", "/v1/me")).toMatchObject({ status: 200 });
	});
});

describe("erasing an account", () => {
	it("revokes all tokens issued before, and allows a new sign-in", async () => {
		const guest = await Guest.arrive();
		const { body: me } = await guest.send("GET", "/v1/me");
		expect(await guest.send("DELETE", "/v1/me")).toMatchObject({ status: 204 });
		await eventually(async () => expect(await guest.send("GET", "/v1/me")).toMatchObject(problem(401, "unauthorized")));

		await guest.renew({ iat: Math.floor(Date.now() / 1000) - 5 });
		expect(await guest.send("GET", "/v1/me")).toMatchObject(problem(401, "unauthorized"));

		await guest.renew({ iat: Math.floor(Date.now() / 1000) + 1 });
		expect(await guest.send("GET", "/v1/me")).toMatchObject({ status: 200, body: { id: me.id, name: "윤미나" } });
	});
});

describe("an invalid token", () => {
	it.each([
		["was issued for another service", { aud: "https://other.example" }],
		["has expired", { exp: Math.floor(Date.now() / 1000) - 60 }],
	])("is refused because it %s", async (_, claims) => {
		const guest = await Guest.arrive(claims);

		const answer = await guest.send("GET", "/v1/stores");

		expect(answer).toMatchObject(problem(401, "unauthorized"));
		expect(answer.headers.get("www-authenticate")).toBe("Bearer");
		expect(JSON.stringify(answer.body)).not.toMatch(/aud|exp|jw[ts]|issuer/i);
	});

	it("is refused if it names us as issuer but is signed by the provider", async () => {
		const guest = await Guest.arrive({ iss: undefined, jti: "ses_1", roles: ["operator"] });

		expect(await guest.send("GET", "/v1/me")).toMatchObject(problem(401, "unauthorized"));
	});

	it("is refused if it names the provider as issuer but is signed by us", async () => {
		const guest = await Guest.arrive({}, { ...aKey("EdDSA"), privateKey });

		await eventually(async () => expect(await guest.send("GET", "/v1/me")).toMatchObject(problem(401, "unauthorized")));
	});
});

describe("our own sessions beside an identity provider", () => {
	const CUSTOMER = { phone: "01000000001", password: "demo-1234" };

	it("are signed with a key whose public part is published", async () => {
		const { createLocalJWKSet, jwtVerify } = await import("jose");
		const { body } = await server.send("POST", "/v1/sessions", { body: CUSTOMER });
		const published = await server.send("GET", "/.well-known/jwks.json");

		const { payload } = await jwtVerify(body.token, createLocalJWKSet(published.body));

		expect(payload.sub).toBe("acc_demo_customer");
		const { x } = publicKey.export({ format: "jwk" });
		expect(published.body.keys).toEqual([{ kty: "OKP", crv: "Ed25519", x, kid: expect.any(String), alg: "EdDSA", use: "sig" }]);
	});
});

describe("without the account service", () => {
	it("serves a guest, who has an account once the service is back", async () => {
		const account = schemas.find(({ name }) => name === "account")!;
		await server.broker.destroyService("account");
		const guest = await Guest.arrive();

		const placed = await guest.send("POST", "/v1/orders", { body: ORDER });
		expect(placed).toMatchObject({ status: 201 });

		server.broker.createService(account);
		await server.broker.waitForServices("account");
		await eventually(async () => expect(await guest.send("GET", "/v1/me")).toMatchObject({ status: 200, body: { name: "윤미나" } }));
		expect(await guest.send("GET", `/v1/orders/${placed.body.id}`)).toMatchObject({ status: 200 });
	});
});

describe("while the identity provider is down", () => {
	beforeAll(() => provider.stop());

	it("serves our own sessions, and guests with a cached key", async () => {
		const guest = await Guest.arrive();

		expect(await guest.send("GET", "/v1/me")).toMatchObject({ status: 200 });
		expect(await server.send("GET", "/v1/me", { as: { sub: "acc_demo_customer" } })).toMatchObject({ status: 200 });
	});

	it("asks guests with an unknown key to retry", async () => {
		const guest = await Guest.arrive({}, aKey());

		await eventually(async () => expect((await guest.send("GET", "/v1/me")).status).toBe(503));

		const answer = await guest.send("GET", "/v1/me");
		expect(answer).toMatchObject(problem(503, "identity_provider_unavailable"));
		expect(answer.headers.get("retry-after")).toBe("10");
		expect(JSON.stringify(answer.body)).not.toContain("127.0.0.1");
	});
});
