import { once } from "node:events";
import { request } from "node:http";
import { CONSENT } from "../../contracts/account.ts";
import { eventually } from "../support/eventually.ts";
import { type Answer, bearer, GatewayServer, type Signed } from "../support/nodes/gateway-server.ts";
import { loadServices } from "../support/services.ts";

let server: GatewayServer;
beforeAll(async () => {
	const services = (await loadServices()).map(({ schema }) => schema);
	server = await GatewayServer.start(services.filter(({ name }) => name !== "gateway"));
});
afterAll(() => server.stop());

const customer: Signed = { sub: "acc_hostile", roles: ["customer"] };
const staff: Signed = { sub: "acc_staff", roles: ["staff"], storeId: "gangnam" };
const operator: Signed = { sub: "acc_operator", roles: ["operator"] };
const rider: Signed = { sub: "acc_rider", roles: ["rider"] };

const place = { address: "서울 강남구 1", lat: 37.5, lng: 127 };
const latte = {
	productId: "latte",
	quantity: 1,
	options: [{ groupId: "milk", optionId: "oat", quantity: 1 }],
	note: "extra hot",
};
const goods = {
	storeId: "gangnam",
	kind: "goods",
	fulfilment: "pickup",
	lines: [latte],
	payment: { timing: "prepaid" },
	note: "less ice",
};
const delivered = { ...goods, fulfilment: "delivery", destination: place };
const parcel = {
	storeId: "gangnam",
	kind: "parcel",
	payment: { timing: "on_receipt" },
	parcel: { item: "documents", size: "small", weightKg: 1.2, from: place, to: { ...place, lat: 37.4 } },
};

type Json = Record<string, unknown>;
interface Target {
	method: string;
	path: string;
	as?: Signed;
	body: Json;
}

const SIGN_UP = { phone: "01099990001", password: "long enough", name: "Mallory", code: "123456", consent: CONSENT };

/** Operations with a body, and a valid body for each. */
const TARGETS: Record<string, Target> = {
	"an order of goods": { method: "POST", path: "/v1/orders", as: customer, body: goods },
	"an order for delivery": { method: "POST", path: "/v1/orders", as: customer, body: delivered },
	"a parcel order": { method: "POST", path: "/v1/orders", as: customer, body: parcel },
	"a quote": { method: "POST", path: "/v1/quotes", as: customer, body: { storeId: "gangnam", destination: place } },
	"an account": { method: "POST", path: "/v1/accounts", body: SIGN_UP },
	"a code": { method: "POST", path: "/v1/codes", body: { phone: "01099990001", purpose: "sign_up" } },
	"a new password": {
		method: "POST",
		path: "/v1/password-resets",
		body: { phone: "01000000001", code: "123456", password: "long enough" },
	},
	"a session": { method: "POST", path: "/v1/sessions", body: { phone: "01000000001", password: "demo-1234" } },
	"a store": { method: "POST", path: "/v1/stores", as: operator, body: { id: "evil", name: { ko: "악", en: "Evil" }, location: place } },
	"a store's settings": { method: "PATCH", path: "/v1/stores/gangnam", as: staff, body: { extraMinutes: 0, open: true } },
	"a product": {
		method: "PUT",
		path: "/v1/stores/gangnam/products/evil",
		as: staff,
		body: { name: { ko: "악", en: "Evil" }, price: 1, prepSeconds: 1 },
	},
	"a category": {
		method: "PUT",
		path: "/v1/catalogue/categories/evil",
		as: operator,
		body: { name: { ko: "악", en: "Evil" }, position: 1 },
	},
	"a product of the catalogue": {
		method: "PUT",
		path: "/v1/catalogue/products/evil",
		as: operator,
		body: {
			...{ name: { ko: "악", en: "Evil" }, description: { ko: "악", en: "Evil" }, price: 1, prepSeconds: 1, position: 1 },
			...{ categoryId: "coffee", allergens: ["milk"], kcal: 1, caffeineMg: 1, optionGroupIds: ["milk"] },
		},
	},
	"an option group": {
		method: "PUT",
		path: "/v1/catalogue/option-groups/evil",
		as: operator,
		body: {
			...{ name: { ko: "악", en: "Evil" }, min: 1, max: 1 },
			options: [{ id: "evil", name: { ko: "악", en: "Evil" }, price: 1, maxQuantity: 1, default: true, allergens: ["milk"] }],
		},
	},
	"a store's offer": {
		method: "PATCH",
		path: "/v1/stores/gangnam/offers/milk:oat",
		as: staff,
		body: { hidden: false, soldOut: false, price: 600 },
	},
	"an option's stock": { method: "PUT", path: "/v1/stores/gangnam/stock/milk:oat", as: staff, body: { onHand: 100 } },
	"a product's stock": { method: "PUT", path: "/v1/stores/gangnam/stock/latte", as: staff, body: { onHand: 100 } },
	"a rider's shift": { method: "PATCH", path: "/v1/riders/me", as: rider, body: { onShift: true, lat: 37.5, lng: 127 } },
};
const targets = Object.entries(TARGETS);

const leaves = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
	typeof value === "object" && value !== null
		? Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, Array.isArray(value) ? Number(name) : name]))
		: [path];

const put = (value: unknown, [first, ...rest]: (string | number)[], poison: unknown): unknown => {
	if (first === undefined) return poison;
	if (Array.isArray(value)) return value.map((item, index) => (index === first ? put(item, rest, poison) : item));
	return { ...(value as Json), [first]: put((value as Json)[first], rest, poison) };
};

const INTERNAL =
	/node_modules|\.ts\b|\.js\b|\bat .+:\d+|"stack"|sqlite|mongo|\bSQL|moleculer|nodeID|action\b|services\/|\[object|undefined/i;

const expectProblem = ({ body, headers, status }: Answer, expected?: number) => {
	if (expected) expect(status).toBe(expected);
	expect(status).toBeGreaterThanOrEqual(400);
	expect(status).toBeLessThan(500);
	expect(headers.get("content-type")).toContain("application/problem+json");
	expect(body.code).toEqual(expect.stringMatching(/^[a-z_]+$/));
	const { errors: _, detail: __, ...own } = body;
	expect(JSON.stringify(own)).not.toMatch(INTERNAL);
	expect(body.detail).not.toMatch(/node_modules|\bat .+:\d+|sqlite|moleculer/i);
};

const send = ({ as, body, method, path }: Target, poisoned: unknown = body) =>
	server.send(method, path, {
		...(as ? { as } : undefined),
		body: typeof poisoned === "string" ? poisoned : JSON.stringify(poisoned),
		headers: { "content-type": "application/json" },
	});

/** Everything that these attacks could change. */
const snapshot = async () => {
	const answers = await Promise.all([
		server.send("GET", "/v1/orders?limit=100", { as: customer }),
		server.send("GET", "/v1/stores"),
		server.send("GET", "/v1/stores/gangnam/menu"),
		server.send("GET", "/v1/stores/gangnam/stock", { as: operator }),
		server.send("GET", "/v1/stores/gangnam/offers", { as: operator }),
		server.send("GET", "/v1/catalogue", { as: operator }),
	]);
	expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
	return answers.map(({ body }) => body);
};

/** Runs an attack and checks that it changed neither data nor prototypes. */
const withoutEffect = (attack: () => Promise<void>) => async () => {
	const before = await snapshot();
	await attack();
	expect(await snapshot()).toEqual(before);
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect(({} as Json).polluted).toBeUndefined();
};

describe.each(targets)("%s", (_, target) => {
	it(
		"rejects unknown fields",
		withoutEffect(async () => {
			for (const field of ["roles2", "level", "status", "price2", "_id", "version", "customerId", "amounts", "$where", "outside", "caller"])
				expectProblem(await send(target, { ...target.body, [field]: "operator" }), 422);
		}),
	);

	it(
		"rejects operators, objects and arrays in place of any value",
		withoutEffect(async () => {
			for (const path of leaves(target.body))
				for (const poison of [
					{ $gt: "" },
					{ $ne: null },
					{ $where: "sleep(1000)" },
					{},
					[],
					[{ $gt: "" }],
					{ toString: "x" },
					{ length: 5 },
				])
					expectProblem(await send(target, put(target.body, path, poison)), 422);
		}),
	);

	it(
		"rejects invalid and unsafe numbers",
		withoutEffect(async () => {
			for (const path of leaves(target.body)) {
				const value = path.reduce<unknown>((inner, name) => (inner as Json)[name], target.body);
				if (typeof value !== "number") continue;
				for (const poison of ["1e400", "-1e400", '"NaN"', '"1"', '"0x10"', "true", "99999999999999999999", "-1e9"])
					expectProblem(await send(target, JSON.stringify(put(target.body, path, "POISON")).replace('"POISON"', poison)), 422);
			}
		}),
	);

	it(
		"does not pollute prototypes",
		withoutEffect(async () => {
			const text = JSON.stringify(target.body).slice(1);
			for (const poison of ['"__proto__":{"polluted":1,"roles":["operator"]}', '"constructor":{"prototype":{"polluted":1}}'])
				expectProblem(await send(target, `{${poison},${text}`), 422);
		}),
	);

	it.each(["[]", "[{}]", '"text"', "7", "null", "true", "{", '{"a":1}{"b":2}', "\u0000", "[".repeat(50_000)])(
		"rejects a body that starts with %.20s",
		(body) => withoutEffect(async () => expectProblem(await send(target, body)))(),
	);
});

describe("an order", () => {
	const expectRefused = (body: unknown) => withoutEffect(async () => expectProblem(await send(TARGETS["an order of goods"]!, body), 422))();

	it.each([
		["2,000 lines", { ...goods, lines: Array(2_000).fill(latte) }],
		["51 lines", { ...goods, lines: Array(51).fill(latte) }],
		["no lines", { ...goods, lines: [] }],
		...[0, -1, 0.5, 101, 1_000, 2 ** 53, Number.MIN_VALUE].map((quantity) => [
			`quantity ${quantity}`,
			{ ...goods, lines: [{ ...latte, quantity }] },
		]),
		["lines with a price", { ...goods, lines: [{ ...latte, price: 1 }] }],
		["the product __proto__", { ...goods, lines: [{ ...latte, productId: "__proto__" }] }],
		["the product constructor", { ...goods, lines: [{ ...latte, productId: "constructor" }] }],
		["a file path as store", { ...goods, storeId: "../../etc/passwd" }],
		["SQL as store", { ...goods, storeId: "' OR 1=1 --" }],
		["a long note", { ...goods, note: "가".repeat(501) }],
		...[-1, 0, 0.09, 30.1, 1e9].map((weightKg) => [`weight ${weightKg}`, { ...parcel, parcel: { ...parcel.parcel, weightKg } }]),
		...[
			[91, 0],
			[-91, 0],
			[0, 181],
			[0, -181],
			[1e9, 1e9],
		].map(([lat, lng]) => [`destination ${lat}, ${lng}`, { ...delivered, destination: { ...place, lat, lng } }]),
		["an item name of 101 emoji", { ...parcel, parcel: { ...parcel.parcel, item: "🧋".repeat(101) } }],
		["a forged quote", { ...delivered, quoteId: `quo_${"A".repeat(200)}` }],
	] as [string, unknown][])("with %s is refused", (_, body) => expectRefused(body));

	it(
		"with 10,000 lines is too large",
		withoutEffect(async () =>
			expectProblem(await send(TARGETS["an order of goods"]!, { ...goods, lines: Array(10_000).fill(latte) }), 413),
		),
	);

	it.each(["☕️🧋👨‍👩‍👧", "<script>alert(1)</script>", "'; DROP TABLE orders; --", "\u202Etxet", "{{7*7}} %s %n", "가나다", "\ud800"])(
		"stores the note %j unchanged",
		async (note) => {
			const { body, status } = await send(TARGETS["an order of goods"]!, { ...goods, note });
			const found = await server.send("GET", `/v1/orders/${body.id}`, { as: customer });

			expect(status).toBe(201);
			expect(found.body.note).toBe(note);
			expect(found.headers.get("content-type")).toContain("application/json");
			expect(found.headers.get("x-content-type-options")).toBe("nosniff");
		},
	);
});

/** Headers of a new session. Retries, because a busy machine may refuse to hash another password. */
const signedIn = (): Promise<Record<string, string>> =>
	eventually(async () => {
		const { body, status } = await send(TARGETS["a session"]!);
		expect(status).toBe(201);
		return { authorization: `Bearer ${body.token}`, "content-type": "application/json" };
	});

describe("an account", () => {
	it("cannot be registered as an operator", async () => {
		const { as: _, ...target } = TARGETS["an account"]!;

		expectProblem(await send(target, { ...target.body, roles: ["operator"] }), 401);
		expectProblem(await send({ ...target, as: customer }, { ...target.body, roles: ["operator"] }), 403);
	});

	it.each([
		["roles", ["operator"]],
		["phone", "01000000009"],
		["storeId", "gangnam"],
		["id", "acc_operator"],
	])("cannot change its own %s", async (field, value) => {
		const headers = await signedIn();

		expectProblem(await server.send("PATCH", "/v1/me", { headers, body: JSON.stringify({ [field]: value }) }), 422);
		expect((await server.send("GET", "/v1/me", { headers })).body.roles).toEqual(["customer"]);
	});

	it.each([{ name: null }, { currentPassword: null }, { password: "long enough", currentPassword: null }])(
		"refuses null for an optional field: %j",
		async (body) => {
			const headers = await signedIn();

			const answer = await server.send("PATCH", "/v1/me", { headers, body: JSON.stringify(body) });

			expectProblem(answer, 422);
			expect(answer.body.code).toBe("invalid");
			expect(answer.body.errors).toContainEqual({ field: Object.keys(body).at(-1), message: "null은 사용할 수 없습니다." });
		},
	);
});

/** Sends the path unchanged; `fetch` would normalize it. */
const raw = async (method: string, path: string, headers: Record<string, string | string[]> = {}, body = ""): Promise<Answer> => {
	const sent = request({ port: server.port, host: "127.0.0.1", method, path, headers });
	sent.end(body);
	const [response] = await once(sent, "response");
	let text = "";
	for await (const chunk of response.setEncoding("utf8")) text += chunk;
	return { status: response.statusCode, headers: new Headers(response.headers), body: text.startsWith("{") ? JSON.parse(text) : text };
};

describe("a path", () => {
	it.each([
		"/../../etc/passwd",
		"/v1/stores/../../../etc/passwd",
		"/v1/stores/..%2f..%2fetc%2fpasswd",
		"/v1/stores/%2e%2e/%2e%2e/package.json",
		"/v1/orders/%00",
		"/v1/orders/%ff",
		"/v1/orders/%",
		"/v1/orders/__proto__",
		"/v1/orders/constructor",
		"/v1/stores/__proto__/menu",
		"/v1/stores/gangnam/products/constructor",
		"/v1/orders/$where",
		"//evil.example/",
		"/$node/list",
		"/~node/services",
		"/order/place",
		"/order.snapshot",
		`/v1/orders/${"x".repeat(8_000)}`,
	])("such as %.60s is not found", async (path) => {
		const answer = await raw("GET", path, { authorization: await bearer(operator) });

		expectProblem(answer);
		expect([400, 404]).toContain(answer.status);
	});

	it.each([
		"limit=1&limit=2",
		"limit[]=1",
		"limit[$gt]=1",
		"limit=1e9",
		"limit=NaN",
		"limit=-1",
		"cursor[$ne]=x",
		"cursor=../../x",
		"status[$ne]=x",
		"status=placed&status=submitted",
		"customerId=acc_1",
		"__proto__[polluted]=1",
		"constructor[prototype][polluted]=1",
		`cursor=${"x".repeat(600)}`,
	])("with the query %.50s is refused", (query) =>
		withoutEffect(async () => expectProblem(await raw("GET", `/v1/orders?${query}`, { authorization: await bearer(customer) }), 422))(),
	);

	it("with 1,000 query parameters is refused", async () => {
		const query = Array.from({ length: 1_000 }, (_, index) => `p${index}=1`).join("&");

		expectProblem(await raw("GET", `/v1/orders?${query}`, { authorization: await bearer(customer) }), 422);
	});
});

describe("a body", () => {
	const headers = async (type = "application/json") => ({ authorization: await bearer(customer), "content-type": type });
	const text = JSON.stringify(goods);

	it.each([
		[
			"of 10 MB",
			async () => raw("POST", "/v1/orders", await headers(), `{"note":"${"🧋".repeat(2_500_000)}"}`).catch(() => undefined),
			413,
		],
		[
			"of 300 kB without Content-Length",
			async () => raw("POST", "/v1/orders", { ...(await headers()), "transfer-encoding": "chunked" }, "x".repeat(300_000)),
			413,
		],
		["from a form", async () => raw("POST", "/v1/orders", await headers("application/x-www-form-urlencoded"), "storeId=gangnam"), 415],
		["in UTF-16", async () => raw("POST", "/v1/orders", await headers("application/json; charset=utf-16"), text), 415],
		["compressed with gzip", async () => raw("POST", "/v1/orders", { ...(await headers()), "content-encoding": "gzip" }, text), 415],
		["compressed with Brotli", async () => raw("POST", "/v1/orders", { ...(await headers()), "content-encoding": "br" }, text), 415],
		["without a Content-Type", async () => raw("POST", "/v1/orders", { authorization: await bearer(customer) }, text), 415],
	] as [string, () => Promise<Answer>, number][])("%s is refused", (_, attack, status) =>
		withoutEffect(async () => {
			expectProblem(await attack(), status);
		})(),
	);
});

const flood = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-flood-${index}`, "1"]));

describe("headers", () => {
	it.each([101, 400, 1_000])("are refused when there are %d", async (count) => {
		expectProblem(await raw("GET", "/v1/stores", flood(count)), 431);
	});

	it.each([
		["90 unknown fields", flood(90)],
		["an encoded line break in the request id", { "x-request-id": "a%0d%0aSet-Cookie: a=b" }],
		["an Accept-Language of 8 kB", { "accept-language": "en;q=0.1,".repeat(900) }],
		["method overrides", { "x-http-method-override": "DELETE", "x-method-override": "DELETE" }],
		["another caller's identity", { "x-forwarded-user": "acc_operator", "x-account-id": "acc_operator", cookie: "token=x" }],
	])("with %s have no effect", async (_, headers) => {
		const answer = await raw("GET", "/v1/stores", headers);

		expect(answer.status).toBe(200);
		expect(answer.headers.get("x-request-id")).toMatch(/^[\w.-]{1,64}$/);
		expect(answer.headers.get("set-cookie")).toBeNull();
	});

	it.each([
		"Basic YTpi",
		"Bearer",
		"Bearer a b",
		"Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhY2NfMSIsInJvbGVzIjpbIm9wZXJhdG9yIl19.",
		"token x",
	])("with the authorization %.40s are refused", async (authorization) => {
		for (const path of ["/v1/orders", "/v1/stores"]) expectProblem(await raw("GET", path, { authorization }), 401);
	});

	it("of every response forbid framing and content sniffing", async () => {
		for (const path of ["/", "/v1/stores", "/v1/nothing", "/health/live"]) {
			const { headers } = await raw("GET", path);
			expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
			expect(headers.get("x-content-type-options")).toBe("nosniff");
			expect(headers.get("x-powered-by")).toBeNull();
		}
	});
});
