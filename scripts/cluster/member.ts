import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { STOP_WITHIN } from "../node/stopping.ts";
import type { Member } from "./plan.ts";

const NODE = join(import.meta.dirname, "../node.ts");
const RESTART_DELAY_MS = 1_000;
/** A member that works ends itself before. */
const KILL_AFTER = STOP_WITHIN + 2_000;

type Print = (line: string) => void;

export interface RunningMember {
	/** Resolves when its services have started. */
	up: Promise<void>;
	stop(): Promise<void>;
}

const printLines = (stream: Readable | null, print: Print): void => {
	if (stream) createInterface({ input: stream }).on("line", print);
};

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** Keeps one process of the cluster alive until it is stopped. */
export function runMember({ name, port, reads, services }: Member, env: NodeJS.ProcessEnv, print: Print): RunningMember {
	let child: ChildProcess;
	let restart: NodeJS.Timeout | undefined;
	let isStopping = false;
	const up = Promise.withResolvers<void>();
	const own = {
		...env,
		SERVICES: services.join(","),
		READS: reads?.join(","),
		CORTADO_NODE_ID: name,
		PORT: port === undefined ? undefined : String(port),
	};

	const start = () => {
		// The IPC channel lets a member notice that the cluster's main process is gone.
		child = spawn(process.execPath, [NODE], { env: own, stdio: ["ignore", "pipe", "pipe", "ipc"] });
		child.once("message", () => up.resolve());
		printLines(child.stdout, print);
		printLines(child.stderr, print);
		child.once("exit", (code, signal) => {
			if (isStopping) return;
			print(`exited unexpectedly (${signal ?? `exit code ${code}`}); restarting`);
			restart = setTimeout(start, RESTART_DELAY_MS);
		});
	};

	const stop = async () => {
		isStopping = true;
		clearTimeout(restart);
		if (!isRunning(child)) return;
		const forced = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER);
		child.kill("SIGTERM");
		await once(child, "exit");
		clearTimeout(forced);
	};

	start();
	return { up: up.promise, stop };
}
