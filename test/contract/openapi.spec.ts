import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROBLEMS } from "../../contracts/problems.ts";
import { streams } from "../../contracts/stream.ts";
import { apiPage } from "../../scripts/docs/api.ts";
import type { Description } from "../../services/gateway/openapi/openapi.ts";
import { ApiValidator, describedApi, endpointsOf } from "../support/described.ts";
import { eventually } from "../support/eventually.ts";
import { loadServices, ROOT } from "../support/services.ts";
import { Shop } from "../support/shop.ts";

const { GatewayServer, newBroker } = await import("../support/nodes/gateway-server.ts");

const { ROUTES } = await import("../../services/gateway/http/routes.ts");
const { OPERATIONS } = await import("../../services/gateway/http/operations.ts");

const api = await describedApi();
const endpoints = endpointsOf(api);
const rows = endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);
const named = (entry: string) => entry.replace(/:(\w+)/g, "{$1}");

describe("the description", () => {
	it("has every route of the gateway, and no other", () => {
		const routes = [...Object.keys(ROUTES), ...Object.values(streams).map(({ route }) => route), ...Object.keys(OPERATIONS)].map(named);

		expect(rows.map(([name]) => name).sort()).toEqual(routes.sort());
	});

	it.each(rows)("says what %s does, returns and is refused with", (_, { path, operation }) => {
		expect(operation.summary).not.toMatch(/^$|Not available/);
		const answered = Object.entries(operation.responses as Record<string, { content?: object }>);
		const results = answered.filter(([status]) => Number(status) < 300 && status !== "204");
		expect(results.filter(([, { content }]) => !content)).toEqual([]);
		expect(path.startsWith("/v1") ? Object.keys(operation.responses) : ["500"]).toContain("500");
	});

	it("names every operation once", () => {
		const ids = endpoints.map(({ operation }) => operation.operationId);

		expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
	});

	it("gives every parameter of a path, and those only", () => {
		for (const { path, operation } of endpoints) {
			const given = (operation.parameters ?? []).flatMap((parameter) =>
				"in" in parameter && parameter.in === "path" ? [parameter.name] : [],
			);
			expect(given).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
		}
	});

	it("refers to nothing that is not there, and has nothing that is not referred to", () => {
		const text = JSON.stringify(api);
		const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)].map(([, kind, name]) => `${kind}/${name}`));
		const there = Object.entries(api.components).flatMap(([kind, known]) => Object.keys(known).map((name) => `${kind}/${name}`));

		expect([...referred].filter((name) => !there.includes(name))).toEqual([]);
		expect(there.filter((name) => !/^securitySchemes/.test(name) && !referred.has(name))).toEqual([]);
	});

	it("lists every problem that there is", () => {
		expect(api.components.schemas?.ProblemCode?.enum).toEqual(Object.keys(PROBLEMS));
	});

	it("is in docs/api.md as it is", async () => {
		expect(readFileSync(join(ROOT, "docs/api.md"), "utf8")).toBe(await apiPage());
	});
});

describe("a day in the shop", () => {
	const validator = new ApiValidator(api);
	const HOME = { address: "서울 마포구 월드컵로 1", lat: 37.556, lng: 126.91 };
	let shop: Shop;

	const made = (...call: Parameters<Shop["made"]>) => shop.made(...call);
	const eventuallyMade = (...call: Parameters<Shop["made"]>) => eventually(() => shop.made(...call));

	const handOver = async (id: string) => {
		const { pin } = await made("customer", "GET", `/v1/deliveries/${id}`);
		await shop.send("rider", "POST", `/v1/deliveries/${id}/confirm`, { body: { pin: "none" } });
		await made("rider", "POST", `/v1/deliveries/${id}/location`, { lat: 37.5, lng: 126.9 });
		await made("rider", "POST", `/v1/deliveries/${id}/confirm`, { pin });
		await eventuallyMade("operator", "POST", `/v1/orders/${id}/refund`, { reason: "spilt" });
		for (const path of ["mypage", `mypage/orders/${id}`, "customers/me/ledger", "notifications", `orders/${id}/history`])
			await eventuallyMade("customer", "GET", `/v1/${path}`);
	};
	const payAndCancel = async (id: string, another: string) => {
		await shop.send("customer", "POST", `/v1/orders/${id}/payment`, { body: { method: "card", token: "sim_down" } });
		await made("customer", "POST", `/v1/orders/${id}/payment`, { method: "card", token: "sim_ok" });
		await eventuallyMade("staff", "POST", `/v1/stores/gangnam/orders/${id}/accept`);
		await eventuallyMade("customer", "POST", `/v1/orders/${id}/cancellation`, { reason: "changed my mind" });
		await made("customer", "GET", `/v1/orders/${id}/cancellation`);
		await made("customer", "POST", `/v1/orders/${another}/payment`, { method: "pay", token: "sim_timeout_ok" });
	};
	const runTheStore = async (id: string) => {
		await made("staff", "POST", `/v1/stores/gangnam/orders/${id}/reject`, { reason: "no milk" });
		await made("operator", "POST", "/v1/stores", { id: "mapo", name: { ko: "마포", en: "Mapo" }, location: HOME });
		const tea = { name: { ko: "차", en: "Tea" }, price: 4_000, prepSeconds: 0 };
		for (const price of [4_000, 4_100]) await made("staff", "PUT", "/v1/stores/gangnam/products/tea", { ...tea, price });
		await made("staff", "PUT", "/v1/stores/gangnam/stock/tea", { onHand: 3 });
		await made("staff", "PATCH", "/v1/stores/gangnam", { extraMinutes: 1 });
		for (const path of ["menu", "stock", "orders"]) await made("staff", "GET", `/v1/stores/gangnam/${path}`);
	};
	const comeAndGo = async () => {
		await made("nobody", "POST", "/v1/accounts", { phone: "01012345678", password: "long enough", name: "new" });
		await made("nobody", "POST", "/v1/sessions", { phone: "01012345678", password: "long enough" });
		await shop.send("nobody", "POST", "/v1/sessions", { body: { phone: "01012345678", password: "wrong" } });
		await made("customer", "PATCH", "/v1/me", { language: "en" });
		await made("rider", "PATCH", "/v1/riders/me", { onShift: true, lat: 37.5, lng: 127 });
		for (const path of ["overview", "audit", "dead-letters", "series?name=orders&minutes=5"])
			await made("operator", "GET", `/v1/ops/${path}`);
		await made("operator", "POST", "/v1/ops/mypage/rebuild");
		await made("operator", "GET", "/v1/feed");
	};

	beforeAll(async () => {
		shop = await Shop.open();
		const [toCarry, toPay, toReject] = shop.orderIds as [string, string, string];
		const another = await shop.place({ fulfilment: "pickup", payment: { timing: "prepaid" } });
		await made("operator", "GET", `/v1/ops/orders/${toCarry}/why`);
		await Promise.all([handOver(toCarry), payAndCancel(toPay, another), runTheStore(toReject), comeAndGo()]);
	});
	afterAll(() => shop?.close());

	const matching = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`);
	const endpointOf = (method: string, path: string) =>
		endpoints
			.filter((endpoint) => endpoint.method === method && matching(endpoint.path).test(path))
			.sort((one, other) => one.path.split("{").length - other.path.split("{").length)[0]!;

	it("has only answers that are described", () => {
		const faults = shop.log.map(({ answer, method, path }) => [`${method} ${path}`, ...validator.faults(endpointOf(method, path), answer)]);

		expect(faults.filter(([, ...found]) => found.length > 0)).toEqual([]);
	});

	it("has most of what there is", () => {
		const done = new Set(shop.log.filter(({ answer }) => answer.status < 300).map(({ method, path }) => endpointOf(method, path)));

		expect(done.size).toBeGreaterThan(40);
	});
});

describe("GET /openapi.json", () => {
	const services = async () => (await loadServices()).map(({ schema }) => schema).filter(({ name }) => name !== "gateway");

	it("is the same where every service is on another node, and outlives them", async () => {
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
	it("is one page that loads everything from here and runs nothing inline", async () => {
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
