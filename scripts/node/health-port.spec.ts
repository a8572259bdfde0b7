import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ServiceSchema } from "moleculer";
import { eventually } from "../../test/support/eventually.ts";
import { newBroker } from "../../test/support/nodes/gateway-server.ts";
import { freePort } from "../servers/server.ts";
import { openHealthPort } from "./health-port.ts";

const send = async (url: string, path: string, method = "GET") => {
	const response = await fetch(url + path, { method });
	return { status: response.status, body: await response.text() };
};

describe("a node's health port", () => {
	it("is live but not ready while the services start and stop", async () => {
		const { promise: mayStart, resolve: start } = Promise.withResolvers<void>();
		const { promise: mayStop, resolve: stop } = Promise.withResolvers<void>();
		const slow: ServiceSchema = { name: "slow", started: () => mayStart, stopped: () => mayStop };
		const broker = newBroker([slow]);
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);
		const readiness = async () => [(await send(url, "/health/live")).status, (await send(url, "/health/ready")).status];

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

	it("is not ready without its storage, and gives the reason", async () => {
		const broken: ServiceSchema = {
			name: "storing",
			created() {
				this.adapter = { ping: () => Promise.reject(new Error("disk I/O error")) };
			},
		};
		const broker = newBroker([broken]);
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);
		await broker.start();

		expect(await send(url, "/health/ready")).toEqual({ status: 503, body: '{"status":"not ready","because":"storage unavailable"}' });
		await broker.stop();
		await close();
	});

	it("reads the storage once, however often it is asked within a second", async () => {
		let pings = 0;
		const storing: ServiceSchema = {
			name: "storing",
			created() {
				this.adapter = { ping: async () => void pings++ };
			},
		};
		const broker = newBroker([storing]);
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);
		await broker.start();

		const answers = await Promise.all(Array.from({ length: 20 }, () => send(url, "/health/ready")));

		expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
		expect(pings).toBeLessThanOrEqual(2);
		await broker.stop();
		await close();
	});

	it("serves metrics and health to GET and HEAD only", async () => {
		const broker = newBroker();
		const { close, url } = await openHealthPort(broker, "127.0.0.1", 0);

		expect((await send(url, "/metrics")).body).toContain("process_cpu_seconds_total");
		expect(await send(url, "/health/live", "HEAD")).toEqual({ status: 200, body: "" });
		expect((await send(url, "/health/live", "POST")).status).toBe(405);
		expect((await send(url, "/v1/stores")).status).toBe(404);
		await close();
	});
});

const ALONE = { SERVICES: "brew", ALLOW_MESSAGE_LOSS: "true" };

describe("a process without a gateway", () => {
	let node: ChildProcess;
	let url: string;
	beforeEach(async () => {
		const port = await freePort();
		url = `http://127.0.0.1:${port}`;
		node = spawn(process.execPath, [join(import.meta.dirname, "../node.ts")], {
			env: { ...process.env, ...ALONE, HEALTH_PORT: String(port), METRICS: "false", STORE_URL: "sqlite::memory:" },
			stdio: "ignore",
		});
	});
	afterEach(() => node.kill("SIGKILL"));

	it("reports readiness, hides metrics if METRICS is off, and stops cleanly", async () => {
		await eventually(async () => expect((await send(url, "/health/ready")).status).toBe(200));
		expect((await send(url, "/metrics")).status).toBe(404);

		node.kill("SIGTERM");

		expect(await once(node, "exit")).toEqual([0, null]);
	});

	it("stops cleanly before it is ready", async () => {
		await eventually(async () => expect((await send(url, "/health/live")).status).toBe(200));

		node.kill("SIGTERM");

		expect(await once(node, "exit")).toEqual([0, null]);
	});
});
