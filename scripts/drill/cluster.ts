import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { startNats } from "../servers/nats.ts";
import { type RunningServer, scratchDir } from "../servers/server.ts";

const NODE = join(import.meta.dirname, "../node.ts");
const NAMESPACE = "drill";
const START_TIMEOUT_MS = 30_000;
const OUTPUT_LENGTH = 4_000;

/** Fast heartbeats, so that it notices crashes and restarts as soon as the nodes do. */
const driverOf = (url: string): ServiceBroker =>
	new ServiceBroker({
		namespace: NAMESPACE,
		nodeID: "driver",
		logger: false,
		transporter: { type: "NATS", options: { url } },
		heartbeatInterval: 1,
		heartbeatTimeout: 3,
		requestTimeout: 10_000,
	});

/** Nodes on their own NATS server, a SQLite file per service, and a broker to call them from outside. */
export class DrillCluster {
	readonly driver: ServiceBroker;
	#nats: RunningServer;
	#dir: string;
	#nodes = new Map<string, ChildProcess>();
	#recentOutput = "";

	private constructor(nats: RunningServer, dir: string) {
		this.#nats = nats;
		this.#dir = dir;
		this.driver = driverOf(nats.url);
	}

	/** `nodes` maps a node's name to its services. */
	static async start(nodes: Record<string, string>): Promise<DrillCluster> {
		const cluster = new DrillCluster(await startNats(), await scratchDir("drill"));
		try {
			await cluster.driver.start();
			await Promise.all(Object.entries(nodes).map(([name, services]) => cluster.add(name, services)));
			return cluster;
		} catch (error) {
			await cluster.stop();
			throw error;
		}
	}

	async add(name: string, services: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
		const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", NODE], {
			env: { ...this.#env(name, services), ...env },
			stdio: ["ignore", "pipe", "pipe", "ipc"],
		});
		for (const stream of [child.stdout!, child.stderr!])
			stream.setEncoding("utf8").on("data", (text: string) => {
				this.#recentOutput = (this.#recentOutput + text).slice(-OUTPUT_LENGTH);
			});
		this.#nodes.set(name, child);
		await this.#waitUntilCallable(name, services.split(",")[0]!, this.#instanceOf(name));
	}

	signal(name: string, signal: NodeJS.Signals): void {
		this.#nodes.get(name)!.kill(signal);
	}

	async end(name: string, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
		const child = this.#nodes.get(name)!;
		this.#nodes.delete(name);
		if (child.exitCode !== null || child.signalCode !== null) return;
		const gone = once(child, "exit");
		child.kill(signal);
		await gone;
	}

	async stop(): Promise<void> {
		await Promise.all([...this.#nodes.keys()].map((name) => this.end(name, "SIGKILL")));
		await this.driver.stop();
		await this.#nats.stop();
		await rm(this.#dir, { recursive: true, force: true });
	}

	#env(name: string, services: string): NodeJS.ProcessEnv {
		const { NODE_OPTIONS: _, NODE_ENV: __, ...outer } = process.env;
		return {
			...outer,
			NATS_URL: this.#nats.url,
			STORE_URL: `sqlite:${this.#dir}/{service}.db`,
			CORTADO_NAMESPACE: NAMESPACE,
			CORTADO_NODE_ID: name,
			SERVICES: services,
			LOG_LEVEL: "error",
			DEMO: "false",
			MAX_BACKLOG: "100000",
			OPEN_ORDERS: "100000",
			RIDER_ANSWER_SECONDS: "3600",
		};
	}

	#instanceOf(name: string): string | null | undefined {
		return this.driver.registry.nodes.get(name)?.instanceID;
	}

	/** Waits until the driver can call this process. A killed process of the same name may still be in its registry. */
	async #waitUntilCallable(name: string, service: string, before: string | null | undefined): Promise<void> {
		const isThere = () =>
			this.#instanceOf(name) !== before && this.driver.registry.actions.get(`${service}.scan`)?.hasNodeID(name) === true;
		for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until; await sleep(10)) {
			const child = this.#nodes.get(name);
			if (!child || child.exitCode !== null || child.signalCode !== null) break;
			if (isThere()) return;
		}
		throw new Error(`${name} did not start:\n${this.#recentOutput}`);
	}
}
