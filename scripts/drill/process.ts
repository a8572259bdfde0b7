import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "../..");
const START_WITHIN = 90_000;
const LOOK_EVERY = 50;
const LAST_WORDS = 4_000;
const TICKS_PER_SECOND = 100;

export interface NodePlan {
	name: string;
	services: string[];
	/** Where its health is asked for, and where the gateway listens if it has one. */
	healthPort: number;
	port?: number;
	/** The tree it runs from; this one unless said otherwise. */
	root?: string;
	env?: NodeJS.ProcessEnv;
}

/** One node of the cluster, in a process of its own, that can be ended in any way and started again. */
export class NodeProcess {
	readonly plan: NodePlan;
	#child: ChildProcess | undefined;
	#cpuBefore = 0;
	#lastWords = "";

	constructor(plan: NodePlan) {
		this.plan = plan;
	}

	get name(): string {
		return this.plan.name;
	}

	get isRunning(): boolean {
		return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
	}

	/** What it has said last, for whoever wonders. */
	get lastWords(): string {
		return this.#lastWords;
	}

	/** User and system time of all its lives so far, in milliseconds. */
	get cpuMs(): number {
		return this.#cpuBefore + (this.isRunning ? cpuMsOf(this.#child!.pid!) : 0);
	}

	get address(): string | undefined {
		return this.plan.port === undefined ? undefined : `http://127.0.0.1:${this.plan.port}`;
	}

	/** Resolves when it says that it is ready. */
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
				this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS);
			});
		await this.#untilReady();
	}

	/** With a chance to finish what is under way, or without. */
	async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
		if (!this.isRunning) return;
		const child = this.#child!;
		const gone = once(child, "exit");
		this.#cpuBefore = this.cpuMs;
		child.kill(signal);
		await gone;
	}

	/** A counter or gauge of this node, summed over the labels that match. */
	async metric(name: string, labels = ""): Promise<number> {
		const text = await (await fetch(`http://127.0.0.1:${this.plan.healthPort}/metrics`)).text();
		const lines = text.split("\n").filter((line) => line.startsWith(`${name}{`) && line.includes(labels));
		return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
	}

	async #untilReady(): Promise<void> {
		for (const until = Date.now() + START_WITHIN; Date.now() < until && this.isRunning; await sleep(LOOK_EVERY)) {
			const answer = await fetch(`http://127.0.0.1:${this.plan.healthPort}/health/ready`).catch(() => undefined);
			await answer?.text();
			if (answer?.ok) return;
		}
		throw new Error(`${this.name} did not become ready:\n${this.#lastWords}`);
	}
}

const cpuMsOf = (pid: number): number => {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
};
