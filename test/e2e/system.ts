import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../services.ts";

export const freePort = (): Promise<number> =>
	new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});

/** Cortado as a user runs it: a command in a process of its own, with its own data. */
export class System {
	readonly base: string;
	#script: string;
	#args: string[];
	#env: Record<string, string>;
	#child: ChildProcess | undefined;
	#output = "";

	private constructor(script: string, env: Record<string, string>, args: string[]) {
		this.#script = script;
		this.#args = args;
		this.#env = env;
		this.base = `http://127.0.0.1:${env.PORT}`;
	}

	/** `mode` "one": everything in one process; "cluster": a process per service. */
	static async prepare(mode: "one" | "cluster", env: Record<string, string> = {}, args: string[] = []): Promise<System> {
		const DATA_DIR = await mkdtemp(join(tmpdir(), "cortado-"));
		const script = mode === "one" ? "scripts/start.ts" : "scripts/cluster.ts";
		const quiet = { LOG_LEVEL: "warn", RATE_LIMIT_PER_SECOND: "10000", RATE_LIMIT_SESSIONS_PER_MINUTE: "1000" };
		return new System(script, { DATA_DIR, PORT: String(await freePort()), ...quiet, ...env }, args);
	}

	get dataDir(): string {
		return this.#env.DATA_DIR!;
	}

	get pid(): number {
		return this.#child?.pid ?? 0;
	}

	/** What the process has printed so far, for the message of a failing test. */
	get output(): string {
		return this.#output;
	}

	async start(env: Record<string, string> = {}): Promise<this> {
		const { REQUIRE_SERVERS: _, NODE_OPTIONS: __, NODE_ENV: ___, ...outer } = process.env;
		this.#child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", this.#script, ...this.#args], {
			cwd: ROOT,
			env: { ...outer, ...this.#env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		for (const stream of [this.#child.stdout!, this.#child.stderr!])
			stream.setEncoding("utf8").on("data", (text: string) => {
				this.#output = (this.#output + text).slice(-20_000);
			});
		await this.ready();
		return this;
	}

	async ready(within = 30_000): Promise<void> {
		for (const until = Date.now() + within; Date.now() < until; await sleep(20)) {
			if (this.#child?.exitCode != null) break;
			const answer = await fetch(`${this.base}/health/ready`).catch(() => undefined);
			await answer?.text();
			if (answer?.ok) return;
		}
		throw new Error(`${this.#script} did not become ready:\n${this.#output}`);
	}

	/** Ends without a chance to say goodbye. Of a cluster this is the whole group, servers included. */
	kill = () => this.#end("SIGKILL");
	stop = () => this.#end("SIGTERM");

	async remove(): Promise<void> {
		if (this.#child) await this.stop();
		await rm(this.dataDir, { recursive: true, force: true });
	}

	async #end(signal: NodeJS.Signals): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		if (!child || child.exitCode !== null) return;
		const gone = new Promise((resolve) => child.once("exit", resolve));
		child.kill(signal);
		await gone;
	}
}
