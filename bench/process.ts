import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const TICKS_PER_SECOND = 100;

/** User and system time of a process. */
export const cpuMsOf = (pid: number): number => {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
	return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
};

export const residentMbOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** The processes that a process has started and that still run. */
export const childrenOf = (pid: number): number[] =>
	readdirSync(`/proc/${pid}/task`).flatMap((task) =>
		readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
	);

/** A measured server process. */
export class Served {
	readonly port: number;
	readonly startMs: number;
	#child: ChildProcess;

	constructor(child: ChildProcess, port: number, startMs: number) {
		this.#child = child;
		this.port = port;
		this.startMs = startMs;
	}

	cpuMs(): number {
		return cpuMsOf(this.#child.pid!);
	}

	residentMb(): number {
		return residentMbOf(this.#child.pid!);
	}

	/** What a preloaded script answers, such as count-writes.ts. */
	ask<Answer>(): Promise<Answer> {
		return new Promise((resolve) => {
			this.#child.once("message", (answer) => resolve(answer as Answer));
			this.#child.send("");
		});
	}

	async stop(): Promise<void> {
		const gone = new Promise((resolve) => this.#child.once("exit", resolve));
		this.#child.kill("SIGTERM");
		await gone;
	}
}

const freePort = (): Promise<number> =>
	new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});

/** Starts a script and waits until `path` responds with 200. */
export const serve = async (script: string, path: string, env: Record<string, string> = {}): Promise<Served> => {
	const port = await freePort();
	const startedAt = performance.now();
	const child = spawn(process.execPath, [script], {
		env: { ...process.env, ...env, PORT: String(port) },
		stdio: ["ignore", "ignore", "inherit", "ipc"],
	});
	for (;;) {
		if (child.exitCode !== null) throw new Error(`${script} exited with ${child.exitCode}`);
		const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
		await response?.text();
		if (response?.ok) return new Served(child, port, performance.now() - startedAt);
		await sleep(20);
	}
};
