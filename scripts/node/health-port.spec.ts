import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ServiceSchema } from "moleculer";
import { eventually } from "../../test/support/eventually.ts";
import { newBroker } from "../../test/support/nodes/gateway-server.ts";
import { freePort } from "../servers/server.ts";
import { openHealthPort } from "./health-port.ts";

const ask = async (url: string, path: string, method = "GET") => {
	const response = await fetch(url + path, { method });
	return { status: response.status, body: await response.text() };
};

describe("a node's health port", () => {
	it("is alive but not ready until the services have started, and while they stop", async () => {
		const { promise: mayStart, resolve: start } = Promise.withResolvers<void>();
		const { promise: mayStop, resolve: stop } = Promise.withResolvers<void>();
		const slow: ServiceSchema = { name: "slow", started: () => mayStart, stopped: () => mayStop };
		const broker = newBroker([slow]);
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);
		const readiness = async () => [(await ask(url, "/health/live")).status, (await ask(url, "/health/ready")).status];

		const starting = broker.start();
		expect(await readiness()).toEqual([200, 503]);
		start();
		await starting;
		expect(await readiness()).toEqual([200, 200]);
		const stopping = broker.stop();
		expect(await readiness()).toEqual([200, 503]);
		stop();
		await stopping;
		await close();
	});

	it("is not ready without its store, and says so", async () => {
		const broken: ServiceSchema = {
			name: "storing",
			created() {
				this.adapter = { ping: () => Promise.reject(new Error("disk I/O error")) };
			},
		};
		const broker = newBroker([broken]);
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);
		await broker.start();

		expect(await ask(url, "/health/ready")).toEqual({ status: 503, body: '{"status":"not ready","because":"storage unavailable"}' });
		await broker.stop();
		await close();
	});

	it("shows what is measured, to those who only read, and nothing else", async () => {
		const broker = newBroker();
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);

		expect((await ask(url, "/metrics")).body).toContain("process_cpu_seconds_total");
		expect(await ask(url, "/health/live", "HEAD")).toEqual({ status: 200, body: "" });
		expect((await ask(url, "/health/live", "POST")).status).toBe(405);
		expect((await ask(url, "/v1/stores")).status).toBe(404);
		await close();
	});
});

describe("a process without a gateway", () => {
	let node: ChildProcess;
	let url: string;
	beforeEach(async () => {
		const port = await freePort();
		url = `http://127.0.0.1:${port}`;
		node = spawn(process.execPath, [join(import.meta.dirname, "../node.ts")], {
			env: { ...process.env, SERVICES: "brew", HEALTH_PORT: String(port), METRICS: "false", STORE_URL: "sqlite::memory:" },
			stdio: "ignore",
		});
	});
	afterEach(() => node.kill("SIGKILL"));

	it("says that it is ready, shows no figures unless it may, and ends well when told to", async () => {
		await eventually(async () => expect((await ask(url, "/health/ready")).status).toBe(200));
		expect((await ask(url, "/metrics")).status).toBe(404);

		node.kill("SIGTERM");

		expect(await once(node, "exit")).toEqual([0, null]);
	});

	it("ends well when told to before it is up", async () => {
		await eventually(async () => expect((await ask(url, "/health/live")).status).toBe(200));

		node.kill("SIGTERM");

		expect(await once(node, "exit")).toEqual([0, null]);
	});
});
