import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { STOP_WITHIN } from "../node/stopping.ts";
import type { Member } from "./plan.ts";

const NODE = join(import.meta.dirname, "../node.ts");
const START_AGAIN_AFTER = 1_000;
/** It ends itself before. */
const KILL_AFTER = STOP_WITHIN + 2_000;

type Print = (line: string) => void;

export interface RunningMember {
	/** Once its services have started. */
	up: Promise<void>;
	stop(): Promise<void>;
}

const printLines = (stream: Readable | null, print: Print): void => {
	if (stream) createInterface({ input: stream }).on("line", print);
};

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** Keeps one process of the cluster alive until it is stopped. */
export function runMember({ name, services, port }: Member, env: NodeJS.ProcessEnv, print: Print): RunningMember {
	let child: ChildProcess;
	let again: NodeJS.Timeout | undefined;
	let isStopping = false;
	const up = Promise.withResolvers<void>();
	const own = { ...env, SERVICES: services.join(","), CORTADO_NODE_ID: name, PORT: port === undefined ? undefined : String(port) };

	const start = () => {
		// Over the channel a member notices when the cluster's own process is gone.
		child = spawn(process.execPath, [NODE], { env: own, stdio: ["ignore", "pipe", "pipe", "ipc"] });
		child.once("message", () => up.resolve());
		printLines(child.stdout, print);
		printLines(child.stderr, print);
		child.once("exit", (code, signal) => {
			if (isStopping) return;
			print(`ended by itself (${signal ?? `exit code ${code}`}) and is started again`);
			again = setTimeout(start, START_AGAIN_AFTER);
		});
	};

	const stop = async () => {
		isStopping = true;
		clearTimeout(again);
		if (!isRunning(child)) return;
		const late = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER);
		child.kill("SIGTERM");
		await once(child, "exit");
		clearTimeout(late);
	};

	start();
	return { up: up.promise, stop };
}
