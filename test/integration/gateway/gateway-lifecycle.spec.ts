import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import type { ServiceSchema } from "moleculer";
import { eventually } from "../../support/eventually.ts";
import { GatewayServer, newBroker } from "../../support/nodes/gateway-server.ts";

const { default: gateway } = await import("../../../services/gateway/gateway.service.ts");

/** A store service whose `list` waits for `respond()`. */
const waitingStore = () => {
	const { promise: mayRespond, resolve: respond } = Promise.withResolvers<void>();
	const { promise: isCalled, resolve: called } = Promise.withResolvers<void>();
	const schema: ServiceSchema = {
		name: "store",
		actions: {
			list: {
				guard: "anyone",
				async handler(ctx) {
					called();
					await mayRespond;
					return { items: [await ctx.call("neighbour.ask")] };
				},
			},
			get: { guard: "anyone", params: { storeId: "string" }, handler: () => ({ id: "gangnam" }) },
		},
	};
	return { schema, respond, isCalled };
};

const neighbour: ServiceSchema = {
	name: "neighbour",
	actions: {
		ask: {
			guard: "internal",
			handler() {
				return this.hasStopped ? "gone" : "here";
			},
		},
	},
	stopped() {
		this.hasStopped = true;
	},
};

const withStorage = (ping: () => Promise<unknown>): ServiceSchema => ({
	name: "storage",
	created() {
		this.adapter = { ping };
	},
});

describe("probes", () => {
	it("report liveness, readiness and metrics", async () => {
		const server = await GatewayServer.start([waitingStore().schema]);

		const live = await server.send("GET", "/health/live");
		const ready = await server.send("GET", "/health/ready");
		await server.send("GET", "/v1/nothing");
		const metrics = await server.send("GET", "/metrics");

		expect([live.status, ready.status]).toEqual([200, 200]);
		expect(metrics.body).toMatch(/cortado_action_seconds_count\{action="gateway.rest",outcome="ok"\} [1-9]/);
		expect(metrics.body).toContain('cortado_http_answers_total{route="none",status="404"}');
		expect(metrics.body).toContain("process_cpu_seconds_total");
		await server.stop();
	});

	it.each([
		["cannot be read", () => Promise.reject(new Error("disk I/O error"))],
		["does not respond", () => new Promise(() => {})],
	])("report not ready while a storage %s", async (_, ping) => {
		const server = await GatewayServer.start([withStorage(ping)]);

		const { body, status } = await server.send("GET", "/health/ready");

		expect([status, body.because]).toEqual([503, "storage unavailable"]);
		await server.stop();
	});

	it("report not ready while services are starting, and the API responds with 503", async () => {
		const { promise: storeStarts, resolve } = Promise.withResolvers<void>();
		const broker = newBroker([{ ...waitingStore().schema, started: () => storeStarts }]);
		const service = broker.createService(gateway as unknown as ServiceSchema);
		const starting = broker.start();
		const port = await eventually(() => (service.server.address() as AddressInfo).port);
		const url = `http://127.0.0.1:${port}`;

		const ready = await fetch(`${url}/health/ready`);
		const listed = await fetch(`${url}/v1/stores`);

		expect([ready.status, listed.status]).toEqual([503, 503]);
		expect(listed.headers.get("retry-after")).toBe("1");
		resolve();
		await starting;
		expect((await fetch(`${url}/health/ready`)).status).toBe(200);
		await broker.stop();
	});
});

describe("a gateway that stops", () => {
	it("finishes requests in flight before any service stops, and refuses later ones", async () => {
		const store = waitingStore();
		const server = await GatewayServer.start([store.schema, neighbour]);
		const inFlight = server.send("GET", "/v1/stores");
		await store.isCalled;

		const stopping = server.stop();
		const late = await eventually(async () => {
			const answer = await server.send("GET", "/v1/stores/gangnam");
			expect(answer.status).toBe(503);
			return answer;
		});
		const ready = await server.send("GET", "/health/ready");
		store.respond();

		expect([late.headers.get("connection"), ready.status]).toEqual(["close", 503]);
		expect(await inFlight).toMatchObject({ status: 200, body: { items: ["here"] } });
		await stopping;
	});

	it("does not wait for idle connections, nor forever for a client that stops reading", async () => {
		const agent = new Agent({ keepAlive: true });
		const huge: ServiceSchema = { name: "store", actions: { list: { guard: "anyone", handler: () => ({ items: ["x".repeat(50e6)] }) } } };
		const server = await GatewayServer.start([huge], { tracking: { enabled: true, shutdownTimeout: 100 } });
		const idle = get({ port: server.port, path: "/health/live", agent });
		const [answer] = (await once(idle, "response")) as [IncomingMessage];
		answer.resume();
		const stalled = get({ port: server.port, path: "/v1/stores" }).on("error", () => {});
		await once(stalled, "response");

		await server.stop();

		agent.destroy();
	});
});

describe("a gateway whose port is in use", () => {
	it("rejects the start with the reason", async () => {
		const other = createServer().listen(0, "127.0.0.1");
		await once(other, "listening");
		const { port } = other.address() as AddressInfo;
		const { listen } = await import("../../../services/gateway/http/listener.ts");

		await expect(listen(() => {}, "127.0.0.1", port)).rejects.toMatchObject({
			code: "EADDRINUSE",
			message: `The gateway cannot listen on 127.0.0.1:${port}: the port is already in use.`,
		});
		other.close();
	});

	it("fails the start of its broker", async () => {
		const failing: ServiceSchema = {
			...(gateway as unknown as ServiceSchema),
			started: () => Promise.reject(Object.assign(new Error("in use"), { code: "EADDRINUSE" })),
		};
		const broker = newBroker([failing]);

		await expect(broker.start()).rejects.toMatchObject({ code: "EADDRINUSE" });
		await broker.stop();
	});
});
