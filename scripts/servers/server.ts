import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

/** A server that this process started. It ends when the process exits, but not when a signal ends that one: stop it first. */
export interface RunningServer {
	url: string;
	pid: number;
	stop(): Promise<void>;
	/** Without a chance to tidy up, as when a machine dies. */
	kill(): Promise<void>;
}

/** The same port and directory again find what an earlier run has left there. */
export interface Place {
	port?: number;
	dir?: string;
}

export interface Command {
	program: string;
	args: string[];
	port: number;
	/** Removed at the end. */
	scratch?: string;
	env?: NodeJS.ProcessEnv;
}

/** Where `install` puts programs. */
export const BIN = resolve(import.meta.dirname, "../../.servers/bin");
const READY_WITHIN = 30_000;
const POLL_EVERY = 20;
const STOP_WITHIN = 10_000;
const LAST_WORDS = 2_000;

const children = new Set<ChildProcess>();
process.once("exit", () => {
	for (const child of children) child.kill("SIGKILL");
});

export const run = promisify(execFile);

/** The first of the directories, then of the PATH, that has the program. */
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
	if (await opens(port)) throw new Error(`Port ${port} is taken: ${program} cannot start on it.`);
	const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
	const exited = new Promise<void>((done) => child.once("close", () => done()));
	let lastWords = "";
	const listen = (chunk: Buffer) => {
		lastWords = (lastWords + chunk).slice(-LAST_WORDS);
	};
	child.stdout.on("data", listen);
	child.stderr.on("data", listen);
	child.once("error", listen);
	children.add(child);
	const end = async (signal: NodeJS.Signals) => {
		child.kill(signal);
		const late = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN);
		await exited;
		clearTimeout(late);
		children.delete(child);
		if (scratch) await rm(scratch, { recursive: true, force: true });
	};
	if (!(await accepts(port, child))) {
		await end("SIGKILL");
		throw new Error(`${program} did not start on port ${port}:\n${lastWords}`);
	}
	return { url, pid: child.pid!, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

async function accepts(port: number, child: ChildProcess): Promise<boolean> {
	const deadline = Date.now() + READY_WITHIN;
	while (Date.now() < deadline && child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
		if (await opens(port)) return true;
		await pause(POLL_EVERY);
	}
	return false;
}

const opens = (port: number): Promise<boolean> =>
	new Promise((done) => {
		const socket = connect(port, "127.0.0.1");
		const answer = (open: boolean) => {
			socket.destroy();
			done(open);
		};
		socket.once("connect", () => answer(true));
		socket.once("error", () => answer(false));
	});
