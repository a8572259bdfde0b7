import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../..");
const START_TIMEOUT_MS = 90_000;
const POLL_INTERVAL_MS = 50;
const OUTPUT_LENGTH = 4_000;
const TICKS_PER_SECOND = 100;

export interface NodePlan {
	name: string;
	services: string[];
	healthPort: number;
	/** The gateway's, if the node has one. */
	port?: number;
	/** The source tree to run; defaults to this repository. */
	root?: string;
	env?: NodeJS.ProcessEnv;
}

/** One node of the cluster as a process that can be ended by any signal and restarted. */
export class NodeProcess {
	readonly plan: NodePlan;
	#child: ChildProcess | undefined;
	#cpuBefore = 0;
	#recentOutput = "";

	constructor(plan: NodePlan) {
		this.plan = plan;
	}

	get name(): string {
		return this.plan.name;
	}

	get isRunning(): boolean {
		return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
	}

	/** The end of its output, for error messages. */
	get recentOutput(): string {
		return this.#recentOutput;
	}

	/** User and system time since the first start, including ended processes, in milliseconds. */
	get cpuMs(): number {
		return this.#cpuBefore + (this.isRunning ? cpuMsOf(this.#child!.pid!) : 0);
	}

	get address(): string | undefined {
		return this.plan.port === undefined ? undefined : `http://127.0.0.1:${this.plan.port}`;
	}

	/** Resolves when the node reports readiness. */
	async start(): Promise<void> {
		const { env, healthPort, name, port, root = ROOT, services } = this.plan;
		const { NODE_OPTIONS: _, NODE_ENV: __, ...outer } = process.env;
		this.#child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "scripts/node.ts")], {
			cwd: root,
			env: {
				...outer,
				...env,
				CORTADO_NODE_ID: name,
				SERVICES: services.join(","),
				HEALTH_PORT: String(healthPort),
				...(port === undefined ? undefined : { PORT: String(port) }),
			},
			stdio: ["ignore", "pipe", "pipe", "ipc"],
		});
		for (const stream of [this.#child.stdout!, this.#child.stderr!])
			stream.setEncoding("utf8").on("data", (text: string) => {
				this.#recentOutput = (this.#recentOutput + text).slice(-OUTPUT_LENGTH);
			});
		await this.#waitUntilReady();
	}

	async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
		if (!this.isRunning) return;
		const child = this.#child!;
		const gone = once(child, "exit");
		this.#cpuBefore = this.cpuMs;
		child.kill(signal);
		await gone;
	}

	/** A counter or gauge of this node, summed over matching labels. */
	async metric(name: string, labels = ""): Promise<number> {
		const text = await (await fetch(`http://127.0.0.1:${this.plan.healthPort}/metrics`)).text();
		const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
		return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
	}

	async #waitUntilReady(): Promise<void> {
		for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until && this.isRunning; await sleep(POLL_INTERVAL_MS)) {
			const response = await fetch(`http://127.0.0.1:${this.plan.healthPort}/health/ready`).catch(() => undefined);
			await response?.text();
			if (response?.ok) return;
		}
		throw new Error(`${this.name} did not become ready:\n${this.#recentOutput}`);
	}
}

const cpuMsOf = (pid: number): number => {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
};
