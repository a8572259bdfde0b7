import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROBLEMS } from "../../contracts/catalogue/problems.ts";
import { streams } from "../../contracts/gateway/stream.ts";
import { apiPage } from "../../scripts/docs/api.ts";
import type { Description } from "../../services/gateway/openapi/openapi.ts";
import { ApiValidator, describedApi, endpointsOf } from "../support/described.ts";
import { eventually } from "../support/eventually.ts";
import { loadServices, ROOT } from "../support/services.ts";
import { Shop } from "../support/shop.ts";
import { signUp } from "../support/sign-up.ts";

const { GatewayServer, newBroker } = await import("../support/nodes/gateway-server.ts");

const { ROUTES } = await import("../../services/gateway/http/routes.ts");
const { OPERATIONS } = await import("../../services/gateway/http/operations.ts");

const api = await describedApi();
const endpoints = endpointsOf(api);
const rows = endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);
const named = (entry: string) => entry.replace(/:(\w+)/g, "{$1}");

describe("the OpenAPI document", () => {
	it("has exactly the routes of the gateway", () => {
		const routes = [...Object.keys(ROUTES), ...Object.values(streams).map(({ route }) => route), ...Object.keys(OPERATIONS)].map(named);

		expect(rows.map(([name]) => name).sort()).toEqual(routes.sort());
	});

	it.each(rows)("describes %s, its results and its errors", (_, { path, operation }) => {
		expect(operation.summary).not.toMatch(/^$|Not available/);
		const responses = Object.entries(operation.responses as Record<string, { content?: object }>);
		const results = responses.filter(([status]) => Number(status) < 300 && status !== "204");
		expect(results.filter(([, { content }]) => !content)).toEqual([]);
		expect(path.startsWith("/v1") ? Object.keys(operation.responses) : ["500"]).toContain("500");
	});

	it("has unique operation ids", () => {
		const ids = endpoints.map(({ operation }) => operation.operationId);

		expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
	});

	it("declares exactly the parameters of each path", () => {
		for (const { path, operation } of endpoints) {
			const declared = (operation.parameters ?? []).flatMap((parameter) =>
				"in" in parameter && parameter.in === "path" ? [parameter.name] : [],
			);
			expect(declared).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
		}
	});

	it("has no dangling references and no unused components", () => {
		const text = JSON.stringify(api);
		const referenced = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)].map(([, kind, name]) => `${kind}/${name}`));
		const existing = Object.entries(api.components).flatMap(([kind, components]) =>
			Object.keys(components).map((name) => `${kind}/${name}`),
		);

		expect([...referenced].filter((name) => !existing.includes(name))).toEqual([]);
		expect(existing.filter((name) => !/^securitySchemes/.test(name) && !referenced.has(name))).toEqual([]);
	});

	it("lists every problem code", () => {
		expect(api.components.schemas?.ProblemCode?.enum).toEqual(Object.keys(PROBLEMS));
	});

	it("is up to date in docs/reference/api.md", async () => {
		expect(readFileSync(join(ROOT, "docs/reference/api.md"), "utf8")).toBe(await apiPage());
	});
});

describe("a run through most operations", () => {
	const validator = new ApiValidator(api);
	const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
	let shop: Shop;

	const call = (...args: Parameters<Shop["made"]>) => shop.made(...args);
	const eventuallyCall = (...args: Parameters<Shop["made"]>) => eventually(() => shop.made(...args));

	const deliver = async (id: string) => {
		const { pin } = await call("customer", "GET", `/v1/deliveries/${id}`);
		await shop.send("rider", "POST", `/v1/deliveries/${id}/confirm`, { body: { pin: "none" } });
		await call("rider", "POST", `/v1/deliveries/${id}/location`, { lat: 37.5, lng: 126.9 });
		await call("rider", "POST", `/v1/deliveries/${id}/confirm`, { pin });
		await eventuallyCall("operator", "POST", `/v1/orders/${id}/refund`, { reason: "spilt" });
		for (const path of ["mypage", `mypage/orders/${id}`, "customers/me/ledger", "notifications", `orders/${id}/history`])
			await eventuallyCall("customer", "GET", `/v1/${path}`);
	};
	const payAndCancel = async (id: string, another: string) => {
		await shop.send("customer", "POST", `/v1/orders/${id}/payment`, { body: { method: "card", token: "sim_down" } });
		await call("customer", "POST", `/v1/orders/${id}/payment`, { method: "card", token: "sim_ok" });
		await eventuallyCall("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`);
		await eventuallyCall("customer", "POST", `/v1/orders/${id}/cancellation`, { reason: "changed my mind" });
		await call("customer", "GET", `/v1/orders/${id}/cancellation`);
		await call("customer", "POST", `/v1/orders/${another}/payment`, { method: "pay", token: "sim_timeout_ok" });
	};
	const manageStore = async (id: string) => {
		await call("staff", "POST", `/v1/stores/gangnam/orders/${id}/reject`, { reason: "no milk" });
		await call("operator", "POST", "/v1/stores", { id: "mapo", name: { ko: "마포", en: "Mapo" }, location: HOME });
		const tea = { name: { ko: "차", en: "Tea" }, price: 4_000, prepSeconds: 0 };
		for (const price of [4_000, 4_100]) await call("staff", "PUT", "/v1/stores/gangnam/products/tea", { ...tea, price });
		await call("staff", "PUT", "/v1/stores/gangnam/stock/tea", { onHand: 3 });
		await call("staff", "PATCH", "/v1/stores/gangnam", { extraMinutes: 1 });
		for (const path of ["menu", "stock", "orders"]) await call("staff", "GET", `/v1/stores/gangnam/${path}`);
	};
	const useAccountsAndOperations = async () => {
		await signUp((path, body) => shop.send("nobody", "POST", path, { body }), {
			phone: "01012345678",
			password: "long enough",
			name: "new",
		});
		await call("nobody", "POST", "/v1/sessions", { phone: "01012345678", password: "long enough" });
		await shop.send("nobody", "POST", "/v1/sessions", { body: { phone: "01012345678", password: "wrong" } });
		await call("customer", "PATCH", "/v1/me", { language: "en" });
		await call("rider", "PATCH", "/v1/riders/me", { onShift: true, lat: 37.5, lng: 127 });
		for (const path of ["overview", "audit", "dead-letters", "series?name=orders&minutes=5"])
			await call("operator", "GET", `/v1/ops/${path}`);
		await call("operator", "POST", "/v1/ops/mypage/rebuild");
		await call("operator", "POST", "/v1/ops/repair", {});
		await call("operator", "GET", "/v1/feed");
	};

	beforeAll(async () => {
		shop = await Shop.open();
		const [toDeliver, toPay, toReject] = shop.orderIds as [string, string, string];
		const another = await shop.place({ fulfilment: "pickup", payment: { timing: "prepaid" } });
		await call("operator", "GET", `/v1/ops/orders/${toDeliver}/why`);
		await Promise.all([deliver(toDeliver), payAndCancel(toPay, another), manageStore(toReject), useAccountsAndOperations()]);
	});
	afterAll(() => shop?.close());

	const matching = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
	const endpointOf = (method: string, path: string) =>
		endpoints
			.filter((endpoint) => endpoint.method === method && matching(endpoint.path).test(path))
			.sort((one, other) => one.path.split("{").length - other.path.split("{").length)[0]!;

	it("gets only documented responses", () => {
		const faults = shop.log.map(({ answer, method, path }) => [`${method} ${path}`, ...validator.faults(endpointOf(method, path), answer)]);

		expect(faults.filter(([, ...found]) => found.length > 0)).toEqual([]);
	});

	it("covers more than 40 operations", () => {
		const succeeded = new Set(shop.log.filter(({ answer }) => answer.status < 300).map(({ method, path }) => endpointOf(method, path)));

		expect(succeeded.size).toBeGreaterThan(40);
	});
});

describe("GET /openapi.json", () => {
	const services = async () => (await loadServices()).map(({ schema }) => schema).filter(({ name }) => name !== "gateway");

	it("does not depend on where the other services run, or whether they run", async () => {
		const registry = { stopDelay: 0 };
		const far = newBroker(await services(), { nodeID: "far", transporter: "Fake", registry });
		await far.start();
		const server = await GatewayServer.start([], { nodeID: "near", transporter: "Fake", registry });
		await server.broker.waitForServices(["order", "ops", "webhook"]);

		const before = await server.send("GET", "/openapi.json");
		await far.stop();
		const after = await server.send("GET", "/openapi.json");
		await server.stop();

		expect(before.body as Description).toEqual(JSON.parse(JSON.stringify(api)));
		expect(after.body).toEqual(before.body);
	});
});

describe("GET /docs", () => {
	it("loads everything from its own origin and has no inline scripts or styles", async () => {
		const server = await GatewayServer.start([]);
		const [page, script, style, home] = await Promise.all(["/docs", "/docs.js", "/docs.css", "/"].map((path) => server.send("GET", path)));
		await server.stop();

		expect([page, script, style].map((answer) => [answer?.status, answer?.headers.get("content-type")])).toEqual([
			[200, "text/html; charset=utf-8"],
			[200, "text/javascript; charset=utf-8"],
			[200, "text/css; charset=utf-8"],
		]);
		expect(page?.headers.get("content-security-policy")).toContain("default-src 'self'");
		expect(page?.body).not.toMatch(/https?:\/\/|<script>|<style|\son\w+=/);
		expect(home?.body).toBe(page?.body);
	});
});
