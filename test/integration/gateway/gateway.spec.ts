import { Errors, type ServiceSchema } from "moleculer";
import { NotFound } from "../../../lib/domain/refusal.ts";
import { type Answer, bearer, GatewayServer } from "../../support/nodes/gateway-server.ts";

const { revokedSessions } = await import("../../../lib/auth/revocation.ts");

class WrongPin extends Errors.MoleculerClientError {
	constructor(triesLeft: number) {
		super("The PIN 1234 is wrong.", 422, "wrong_pin", { triesLeft, pin: "1234" });
	}
}

const order: ServiceSchema = {
	name: "order",
	actions: {
		place: {
			guard: ["customer"],
			params: {
				storeId: { type: "string", min: 3 },
				lines: { type: "array", optional: true, items: { type: "object", props: { quantity: "number" } } },
			},
			handler: (ctx) => ({ id: "ord_1", caller: ctx.meta.caller, version: 1 }),
		},
		get: {
			guard: ["customer", "operator"],
			params: { orderId: { type: "string", pattern: /^ord_/ } },
			handler(ctx) {
				if (ctx.params.orderId === "ord_hidden") throw new NotFound("order");
				if (ctx.params.orderId === "ord_bug") throw new Error("SELECT secret FROM nowhere");
				if (ctx.params.orderId === "ord_slow") throw new Errors.RequestTimeoutError({ action: "order.get", nodeID: "node-7" });
				if (ctx.params.orderId === "ord_asks") return ctx.call("brew.inside");
				return { id: ctx.params.orderId, version: 7 };
			},
		},
		cancel: {
			guard: ["customer"],
			params: { orderId: "string", reason: { type: "string", optional: true } },
			handler(ctx) {
				ctx.meta.pending = { retryAfter: 4 };
				return { status: "held", params: ctx.params };
			},
		},
	},
};

const store: ServiceSchema = {
	name: "store",
	actions: {
		list: {
			guard: "anyone",
			params: { limit: { type: "number", convert: true, default: 20 } },
			handler: (ctx) => ({ items: [], nextCursor: null, params: ctx.params, requestId: ctx.meta.requestId }),
		},
		change: {
			guard: ["staff", "operator"],
			ofStore: "storeId",
			params: { storeId: "string", open: { type: "boolean", optional: true } },
			handler: (ctx) => ({ ...ctx.params, ifMatch: ctx.meta.ifMatch ?? null }),
		},
		putProduct: {
			guard: ["operator"],
			params: { storeId: "string", productId: "string", price: "number" },
			handler(ctx) {
				ctx.meta.created = ctx.params.productId === "new";
				return { ...ctx.params, version: 2 };
			},
		},
	},
};

const brew: ServiceSchema = {
	name: "brew",
	actions: {
		get: {
			guard: "anyone",
			params: { orderId: "string" },
			handler() {
				throw new WrongPin(3);
			},
		},
		start: { guard: "internal", params: { orderId: "string" }, handler: () => "reached" },
		inside: { guard: "internal", handler: () => ({ id: "asked" }) },
	},
};

const account: ServiceSchema = { name: "account", actions: { signOut: { guard: "signedIn", handler: () => undefined } } };

let server: GatewayServer;
beforeAll(async () => {
	server = await GatewayServer.start([order, store, brew, account]);
});
afterAll(() => server.stop());

const expectProblem = ({ body, headers, status }: Answer, expected: number, code: string) => {
	expect({ status, code: body.code }).toEqual({ status: expected, code });
	expect(headers.get("content-type")).toContain("application/problem+json");
	expect(body).toMatchObject({ type: expect.any(String), title: expect.any(String), detail: expect.any(String), status: expected });
};

const customer = { roles: ["customer" as const] };

describe("responses", () => {
	it("to a creation are 201 with Location", async () => {
		const { headers, status } = await server.send("POST", "/v1/orders", { as: customer, body: { storeId: "gangnam" } });

		expect(status).toBe(201);
		expect(headers.get("location")).toBe("/v1/orders/ord_1");
		expect(headers.get("etag")).toBe('"1"');
	});

	it("to a PUT are 201 with its own path if it created the resource, else 200", async () => {
		const as = { roles: ["operator" as const] };
		const created = await server.send("PUT", "/v1/stores/gangnam/products/new", { as, body: { price: 1 } });
		const changed = await server.send("PUT", "/v1/stores/gangnam/products/old", { as, body: { price: 1 } });

		expect([created.status, created.headers.get("location")]).toEqual([201, "/v1/stores/gangnam/products/new"]);
		expect([changed.status, changed.headers.get("location")]).toEqual([200, null]);
	});

	it("with a pending outcome are 202 with Retry-After", async () => {
		const { body, headers, status } = await server.send("POST", "/v1/orders/ord_1/cancellation", { as: customer });

		expect([status, headers.get("retry-after"), body.status]).toEqual([202, "4", "held"]);
	});

	it("without a result are 204", async () => {
		expect((await server.send("DELETE", "/v1/sessions/current", { as: customer })).status).toBe(204);
	});

	it.each(['"7"', 'W/"7"', '"1", "7"', "*"])("to If-None-Match: %s are 304", async (tag) => {
		expect((await server.send("GET", "/v1/orders/ord_1", { as: customer, headers: { "if-none-match": tag } })).status).toBe(304);
	});

	it("to If-None-Match with another version are 200", async () => {
		expect((await server.send("GET", "/v1/orders/ord_1", { as: customer, headers: { "if-none-match": '"6"' } })).status).toBe(200);
	});

	it("to HEAD are those to GET without the body", async () => {
		const { body, headers, status } = await server.send("HEAD", "/v1/orders/ord_1", { as: customer });

		expect([status, headers.get("etag"), body]).toEqual([200, '"7"', ""]);
	});

	it.each([
		['"12"', 12],
		["*", "*"],
		['"x"', -1],
	])("depend on If-Match: %s, which the action receives as %s", async (tag, version) => {
		const { body } = await server.send("PATCH", "/v1/stores/gangnam", {
			as: { roles: ["operator"] },
			body: {},
			headers: { "if-match": tag },
		});

		expect(body.ifMatch).toBe(version);
	});

	it("have the caller's request id, which the action receives too, or a new one if it is invalid", async () => {
		const valid = await server.send("GET", "/v1/stores", { headers: { "x-request-id": "my-id.1" } });
		const invalid = await server.send("GET", "/v1/stores", { headers: { "x-request-id": "<script>" } });

		expect([valid.headers.get("x-request-id"), valid.body.requestId]).toEqual(["my-id.1", "my-id.1"]);
		expect(invalid.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
	});
});

describe("input", () => {
	it("includes the query of a GET only", async () => {
		const read = await server.send("GET", "/v1/stores?limit=5");
		const written = await server.send("POST", "/v1/orders/ord_1/cancellation?reason=query&orderId=ord_2", {
			as: customer,
			body: { reason: "body" },
		});

		expect(read.body.params).toEqual({ limit: 5 });
		expect(written.body.params).toEqual({ orderId: "ord_1", reason: "body" });
	});

	it.each([
		["body", "POST", "/v1/orders/ord_1/cancellation", { orderId: "ord_2" }],
		["query", "GET", "/v1/orders/ord_1?orderId=ord_2", undefined],
	])("in the %s cannot override a path parameter", async (_, method, path, body) => {
		const answer = await server.send(method, path, { as: customer, body });

		expectProblem(answer, 422, "invalid");
		expect(answer.body.errors[0].field).toBe("orderId");
	});

	it("gets an error for every invalid field, and for unknown ones at any level", async () => {
		const body = { storeId: "x", lines: [{ quantity: 1 }, { quantity: "2", sugar: true }], tip: 1, __proto__: 1 };
		const answer = await server.send("POST", "/v1/orders", { as: customer, body });

		expectProblem(answer, 422, "invalid");
		expect(answer.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
			"lines[1].quantity",
			"lines[1].sugar",
			"storeId",
			"tip",
		]);
	});

	it.each(["[1]", '"text"', "null", "3"])("must be an object, not %s", async (body) => {
		expectProblem(
			await server.send("POST", "/v1/orders", { as: customer, body, headers: { "content-type": "application/json" } }),
			422,
			"invalid",
		);
	});
});

describe("checks run in order:", () => {
	const malformed = { body: "{", headers: { "content-type": "application/json" } };
	const large = { body: "x".repeat(257 * 1024), headers: { "content-type": "text/plain" } };

	it("401 before the body is read", async () => {
		const answer = await server.send("POST", "/v1/orders", malformed);

		expectProblem(answer, 401, "unauthorized");
		expect(answer.headers.get("www-authenticate")).toBe("Bearer");
	});

	it("403 before the body is read", async () => {
		expectProblem(await server.send("POST", "/v1/orders", { ...malformed, as: { roles: ["rider"] } }), 403, "forbidden");
	});

	it("403 for staff of another store before the body is validated", async () => {
		const as = { roles: ["staff" as const], storeId: "hongdae" };

		expectProblem(await server.send("PATCH", "/v1/stores/gangnam", { as, body: { unknown: 1 } }), 403, "forbidden");
	});

	it("413, 415, 400, 422", async () => {
		const json = { "content-type": "application/json" };
		const post = (init: object) => server.send("POST", "/v1/orders", { as: customer, ...init });

		expectProblem(await post(large), 413, "too_large");
		expectProblem(await post({ body: "{", headers: { "content-type": "text/plain" } }), 415, "unsupported_media_type");
		expectProblem(await post({ body: "{", headers: json }), 400, "malformed_json");
		expectProblem(await post({ body: "{}", headers: json }), 422, "invalid");
	});

	it("404 for an unknown path, 405 with Allow for an unknown method", async () => {
		const missing = await server.send("GET", "/v1/nothing");
		const wrong = await server.send("PUT", "/v1/orders/ord_1");

		expectProblem(missing, 404, "not_found");
		expectProblem(wrong, 405, "method_not_allowed");
		expect(wrong.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
	});

	it.each([
		["too large", { body: "x".repeat(257 * 1024) }],
		["of another type", { body: "{", headers: { "content-type": "text/plain" } }],
		["malformed", malformed],
		["invalid", { body: { unknown: 1 } }],
	])("404 for a resource that the caller may not see, before an error for a body that is %s", async (_, init) => {
		expectProblem(await server.send("POST", "/v1/orders/ord_hidden/cancellation", { as: customer, ...init }), 404, "not_found");
		expect((await server.send("POST", "/v1/orders/ord_1/cancellation", { as: customer, ...init })).body.code).not.toBe("not_found");
	});

	it.each(["nonsense", "ord_hidden", "%E0%A4%A"])("404 for the id %s, whether malformed or hidden", async (id) => {
		expectProblem(await server.send("GET", `/v1/orders/${id}`, { as: customer }), 404, "not_found");
	});
});

describe("tokens", () => {
	const get = (authorization: string) => server.send("GET", "/v1/orders/ord_1", { headers: { authorization } });
	const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"acc_1","roles":["operator"],"jti":"a","exp":9999999999}').toString("base64url")}.`;

	it.each([
		["another scheme", async () => "Basic YTpi"],
		["no token", async () => "Bearer"],
		["nonsense", async () => "Bearer nonsense"],
		["no signature", async () => `Bearer ${unsigned}`],
		["a broken signature", async () => `${(await bearer()).slice(0, -4)}AAAA`],
		["one that has expired", () => bearer({ expiresAt: Date.now() - 1000 })],
	])("refuses %s", async (_, authorization) => {
		expectProblem(await get(await authorization()), 401, "unauthorized");
	});

	it("refuses an invalid token even where none is required", async () => {
		expectProblem(await server.send("GET", "/v1/stores", { headers: { authorization: "Bearer x" } }), 401, "unauthorized");
	});

	it("refuses a session from the moment it is revoked", async () => {
		const token = await bearer({ jti: "ses_revoked" });
		const before = await get(token);
		await revokedSessions().add("ses_revoked", Date.now() + 60_000);

		expect(before.status).toBe(200);
		expectProblem(await get(token), 401, "unauthorized");
	});

	it("passes the caller to the action", async () => {
		const { body } = await server.send("POST", "/v1/orders", {
			as: { sub: "acc_9", roles: ["customer"], jti: "ses_9" },
			body: { storeId: "gangnam" },
		});

		expect(body.caller).toMatchObject({ accountId: "acc_9", roles: ["customer"], session: { jti: "ses_9" } });
	});
});

describe("the guard", () => {
	it.each([
		["staff of the store", { roles: ["staff" as const], storeId: "gangnam" }, 200],
		["staff of another store", { roles: ["staff" as const], storeId: "hongdae" }, 403],
		["staff without a store", { roles: ["staff" as const] }, 403],
		["an operator", { roles: ["operator" as const] }, 200],
	])("lets %s get %s", async (_, as, status) => {
		expect((await server.send("PATCH", "/v1/stores/gangnam", { as, body: { open: false } })).status).toBe(status);
	});

	it("refuses callers of internal actions, but not services that call them for a request", async () => {
		expectProblem(await server.send("POST", "/v1/brews/ord_1/start", { as: { roles: ["operator"] } }), 403, "forbidden");
		expect((await server.send("GET", "/v1/orders/ord_asks", { as: customer })).body).toEqual({ id: "asked" });
	});
});

describe("errors", () => {
	it("of unexpected causes reveal no internals", async () => {
		const answer = await server.send("GET", "/v1/orders/ord_bug", { as: customer });

		expectProblem(answer, 500, "internal");
		expect(JSON.stringify(answer.body)).not.toMatch(/secret|order\.get|node/i);
	});

	it("of a refusal show only the facts that its problem declares", async () => {
		const answer = await server.send("GET", "/v1/brews/ord_1");

		expectProblem(answer, 422, "wrong_pin");
		expect(answer.body.triesLeft).toBe(3);
		expect(JSON.stringify(answer.body)).not.toContain("1234");
	});

	it.each([
		["a call that timed out", "/v1/orders/ord_slow"],
		["an absent service", "/v1/stores/gangnam/stock"],
	])("are 503 with Retry-After for %s", async (_, path) => {
		const answer = await server.send("GET", path, { as: customer });

		expectProblem(answer, 503, "unavailable");
		expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
		expect(JSON.stringify(answer.body)).not.toContain("node-7");
	});

	it.each([
		[undefined, "로그인이 필요합니다."],
		["ko-KR,ko;q=0.9,en;q=0.8", "로그인이 필요합니다."],
		["en-GB", "Sign in first."],
		["fr, en;q=0.5, ko;q=0.4", "Sign in first."],
		["fr", "로그인이 필요합니다."],
		["en;q=0, *", "로그인이 필요합니다."],
	])("for Accept-Language: %s have the title %s", async (accept, title) => {
		const { body } = await server.send("GET", "/v1/orders/ord_1", accept ? { headers: { "accept-language": accept } } : {});

		expect(body.title).toBe(title);
	});
});

describe("other origins", () => {
	it("that are listed may read responses, including errors", async () => {
		for (const path of ["/v1/stores", "/v1/nothing"]) {
			const { headers } = await server.send("GET", path, { headers: { origin: "https://shop.example" } });

			expect(headers.get("access-control-allow-origin")).toBe("https://shop.example");
			expect(headers.get("access-control-expose-headers")).toContain("Idempotency-Replayed");
		}
	});

	it("that are not listed get no CORS headers", async () => {
		const { headers, status } = await server.send("GET", "/v1/stores", { headers: { origin: "https://evil.example" } });

		expect([status, headers.get("access-control-allow-origin")]).toEqual([200, null]);
	});

	it("get a preflight response", async () => {
		const headers = {
			origin: "https://shop.example",
			"access-control-request-method": "PATCH",
			"access-control-request-headers": "if-match",
		};
		const answer = await server.send("OPTIONS", "/v1/stores/gangnam", { headers });

		expect(answer.status).toBe(204);
		expect(answer.headers.get("access-control-allow-methods")).toContain("PATCH");
		expect(answer.headers.get("access-control-allow-headers")).toContain("If-Match");
	});
});

describe("OPTIONS", () => {
	it.each([
		["/v1/stores", "GET, HEAD, POST, OPTIONS"],
		["/v1/stores/", "GET, HEAD, POST, OPTIONS"],
		["/v1/stores/gangnam?x=1", "GET, HEAD, PATCH, OPTIONS"],
		["/v1/sessions", "POST, OPTIONS"],
		["/v1/stream", "GET, OPTIONS"],
		["/health/live", "GET, HEAD, OPTIONS"],
	])("on %s returns the methods %s", async (path, methods) => {
		const { body, headers, status } = await server.send("OPTIONS", path);

		expect([status, body]).toEqual([204, ""]);
		expect(headers.get("allow")).toBe(methods);
		expect(headers.get("access-control-allow-methods")).toBe(methods);
	});

	it.each(["/v1/nothing", "/v1/stores/%zz", "/v1/stores/gangnam/nothing"])("on the unknown path %s returns 404", async (path) => {
		const { body, headers, status } = await server.send("OPTIONS", path);

		expect([status, body.code, headers.get("allow")]).toEqual([404, "not_found", null]);
	});

	it("returns the same Allow as a 405", async () => {
		const refused = await server.send("DELETE", "/v1/stores/gangnam");
		const options = await server.send("OPTIONS", "/v1/stores/gangnam");

		expect([refused.status, refused.headers.get("allow")]).toEqual([405, options.headers.get("allow")]);
	});
});
