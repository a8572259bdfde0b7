import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROBLEMS } from "../lib/problems.ts";
import { apiPage } from "../scripts/api.ts";
import type { Description } from "../services/gateway/openapi.ts";
import { describedApi, endpointsOf } from "./described.ts";
import { GatewayServer, newBroker } from "./gateway-server.ts";
import { loadServices, ROOT } from "./services.ts";

const { ROUTES } = await import("../services/gateway/routes.ts");
const { OPERATIONS } = await import("../services/gateway/operations.ts");

const api = await describedApi();
const endpoints = endpointsOf(api);
const rows = endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);
const named = (entry: string) => entry.replace(/:(\w+)/g, "{$1}");

describe("the description", () => {
	it("has every route of the gateway, and no other", () => {
		const routes = [...Object.keys(ROUTES), ...Object.keys(OPERATIONS)].map(named);

		expect(rows.map(([name]) => name).sort()).toEqual(routes.sort());
	});

	it.each(rows)("says what %s does, returns and is refused with", (_, { path, said }) => {
		expect(said.summary).not.toMatch(/^$|Not to be had/);
		const answered = Object.entries(said.responses as Record<string, { content?: object }>);
		const results = answered.filter(([status]) => Number(status) < 300 && status !== "204");
		expect(results.filter(([, { content }]) => !content)).toEqual([]);
		expect(path.startsWith("/v1") ? Object.keys(said.responses) : ["500"]).toContain("500");
	});

	it("names every operation once", () => {
		const ids = endpoints.map(({ said }) => said.operationId);

		expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
	});

	it("gives every parameter of a path, and those only", () => {
		for (const { path, said } of endpoints) {
			const given = (said.parameters ?? []).flatMap((parameter) => ("in" in parameter && parameter.in === "path" ? [parameter.name] : []));
			expect(given).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
		}
	});

	it("refers to nothing that is not there, and has nothing that is not referred to", () => {
		const text = JSON.stringify(api);
		const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)].map(([, kind, name]) => `${kind}/${name}`));
		const there = Object.entries(api.components).flatMap(([kind, known]) => Object.keys(known).map((name) => `${kind}/${name}`));

		expect([...referred].filter((name) => !there.includes(name))).toEqual([]);
		expect(there.filter((name) => !/^(responses|securitySchemes)/.test(name) && !referred.has(name))).toEqual([]);
	});

	it("lists every problem that there is", () => {
		expect(api.components.schemas?.ProblemCode?.enum).toEqual(Object.keys(PROBLEMS));
	});

	it("is in docs/api.md as it is", async () => {
		expect(readFileSync(join(ROOT, "docs/api.md"), "utf8")).toBe(await apiPage());
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

	it("tells of operations whose service nobody has seen that they exist", async () => {
		const server = await GatewayServer.start([]);

		const { body } = await server.send("GET", "/openapi.json");
		await server.stop();

		expect(Object.keys(body.paths)).toEqual(Object.keys(api.paths));
		expect(body.paths["/v1/orders"].post.summary).toBe("Not to be had right now");
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
