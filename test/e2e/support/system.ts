import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { steadyPort } from "../../../scripts/drill/ports.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { ROOT } from "../../support/services.ts";
import { nodeThatRuns } from "./processes.ts";

/** The cluster restarts a crashed node after one second. */
const RESTART_MS = 1_500;

/** Cortado as a user runs it: a command in its own process with its own data. */
export class System {
	readonly base: string;
	#script: string;
	#env: Record<string, string>;
	#child: ChildProcess | undefined;
	#output = "";

	private constructor(script: string, env: Record<string, string>) {
		this.#script = script;
		this.#env = env;
		this.base = `http://127.0.0.1:${env.PORT}`;
	}

	/** `mode` "one": everything in one process; "cluster": a process per service. */
	static async prepare(mode: "one" | "cluster", env: Record<string, string> = {}): Promise<System> {
		const DATA_DIR = await mkdtemp(join(tmpdir(), "cortado-"));
		const script = mode === "one" ? "scripts/start.ts" : "scripts/cluster.ts";
		const quiet = { LOG_LEVEL: "warn", RATE_LIMIT_PER_SECOND: "10000", OPEN_ORDERS: "100000", RATE_LIMIT_SESSIONS_PER_MINUTE: "1000" };
		return new System(script, { DATA_DIR, PORT: String(await steadyPort()), ...quiet, ...env });
	}

	get dataDir(): string {
		return this.#env.DATA_DIR!;
	}

	get pid(): number {
		return this.#child?.pid ?? 0;
	}

	/** The recent output, for messages of failing tests. */
	get output(): string {
		return this.#output;
	}

	async start(env: Record<string, string> = {}): Promise<this> {
		const { REQUIRE_SERVERS: _, NODE_OPTIONS: __, NODE_ENV: ___, ...outer } = process.env;
		this.#child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", this.#script], {
			cwd: ROOT,
			env: { ...outer, ...this.#env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		for (const stream of [this.#child.stdout!, this.#child.stderr!])
			stream.setEncoding("utf8").on("data", (text: string) => {
				this.#output = (this.#output + text).slice(-20_000);
			});
		await this.ready().catch(async (error) => {
			await this.kill();
			throw error;
		});
		return this;
	}

	async ready(): Promise<void> {
		for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(20)) {
			if (this.#child?.exitCode != null) break;
			const answer = await fetch(`${this.base}/health/ready`).catch(() => undefined);
			await answer?.text();
			if (answer?.ok) return;
		}
		throw new Error(`${this.#script} did not become ready:\n${this.#output}`);
	}

	/** Kills the main process. The nodes of a cluster notice it and exit. */
	kill = () => this.#end("SIGKILL");
	stop = () => this.#end("SIGTERM");

	/** Kills the cluster's node that runs the service. */
	async killOne(service: string): Promise<void> {
		const pid = nodeThatRuns(service, this.pid);
		if (!pid) throw new Error(`No node runs ${service}:\n${this.#output}`);
		process.kill(pid, "SIGKILL");
		await sleep(RESTART_MS);
		await this.ready();
	}

	async remove(): Promise<void> {
		if (this.#child) await this.stop();
		await rm(this.dataDir, { recursive: true, force: true });
	}

	async #end(signal: NodeJS.Signals): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((resolve) => child.once("exit", resolve));
		child.kill(signal);
		await gone;
	}
}
