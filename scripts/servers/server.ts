import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** A child process. It is killed when this process exits, but not if a signal kills this process: stop it first. */
export interface RunningServer {
	url: string;
	pid: number;
	stop(): Promise<void>;
	/** Ends it by SIGKILL, like a crash. */
	kill(): Promise<void>;
}

/** Reusing a port and directory restores the data of an earlier run. */
export interface Place {
	port?: number;
	dir?: string;
}

export interface Command {
	program: string;
	args: string[];
	port: number;
	/** A folder that is removed when the server ends. */
	scratch?: string;
	env?: NodeJS.ProcessEnv;
}

/** The folder of installed programs. */
export const BIN = resolve(import.meta.dirname, "../../.servers/bin");
const START_TIMEOUT_MS = 30_000;
const POLL_INTERVAL_MS = 20;
const STOP_TIMEOUT_MS = 10_000;
const OUTPUT_LENGTH = 2_000;

const children = new Set<ChildProcess>();
process.once("exit", () => {
	for (const child of children) child.kill("SIGKILL");
});

export const run = promisify(execFile);

/** Searches the directories, then the PATH. */
export async function find(program: string, ...directories: string[]): Promise<string | undefined> {
	for (const directory of [...directories, ...(process.env.PATH ?? "").split(delimiter)]) {
		const path = join(directory, program);
		const found = await access(path, constants.X_OK).then(
			() => true,
			() => false,
		);
		if (found) return path;
	}
	return undefined;
}

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

export const scratchDir = (name: string): Promise<string> => mkdtemp(join(tmpdir(), `${name}-`));

/** Resolves when the server accepts connections. */
export async function start({ program, args, port, scratch, env }: Command, url: string): Promise<RunningServer> {
	if (await isOpen(port)) throw new Error(`${program} cannot start: port ${port} is in use.`);
	const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
	const exited = new Promise<void>((done) => child.once("close", () => done()));
	let output = "";
	const record = (chunk: Buffer) => {
		output = (output + chunk).slice(-OUTPUT_LENGTH);
	};
	child.stdout.on("data", record);
	child.stderr.on("data", record);
	child.once("error", record);
	children.add(child);
	const end = async (signal: NodeJS.Signals) => {
		child.kill(signal);
		const forced = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
		await exited;
		clearTimeout(forced);
		children.delete(child);
		if (scratch) await rm(scratch, { recursive: true, force: true });
	};
	if (!(await waitUntilOpen(port, child))) {
		await end("SIGKILL");
		throw new Error(`${program} did not start on port ${port}:\n${output}`);
	}
	return { url, pid: child.pid!, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

async function waitUntilOpen(port: number, child: ChildProcess): Promise<boolean> {
	const deadline = Date.now() + START_TIMEOUT_MS;
	while (Date.now() < deadline && child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
		if (await isOpen(port)) return true;
		await pause(POLL_INTERVAL_MS);
	}
	return false;
}

const isOpen = (port: number): Promise<boolean> =>
	new Promise((done) => {
		const socket = connect(port, "127.0.0.1");
		const finish = (open: boolean) => {
			socket.destroy();
			done(open);
		};
		socket.once("connect", () => finish(true));
		socket.once("error", () => finish(false));
	});
