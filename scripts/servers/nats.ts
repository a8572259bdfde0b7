import { join } from "node:path";
import { BIN, find, freePort, type Place, type RunningServer, run, scratchDir, start } from "./server.ts";

const MODULE = "github.com/nats-io/nats-server/v2@v2.15.2";
/** The first version that supports consumers with several filter subjects. */
const MIN_VERSION = [2, 10] as const;

const go = (): Promise<string | undefined> => find("go", "/usr/local/go/bin");

async function goBin(): Promise<string[]> {
	const program = await go();
	if (!program) return [];
	const { stdout } = await run(program, ["env", "GOPATH"]);
	return [join(stdout.trim(), "bin")];
}

async function isNewEnough(program: string): Promise<boolean> {
	const { stdout } = await run(program, ["--version"]);
	const [, major, minor] = /v(\d+)\.(\d+)/.exec(stdout) ?? [];
	return Number(major) > MIN_VERSION[0] || (Number(major) === MIN_VERSION[0] && Number(minor) >= MIN_VERSION[1]);
}

/** The first nats-server found that is new enough. */
export async function available(): Promise<string | undefined> {
	for (const directories of [[], [BIN], await goBin()]) {
		const program = await find("nats-server", ...directories);
		if (program && (await isNewEnough(program))) return program;
	}
	return undefined;
}

export async function install(): Promise<void> {
	const program = await go();
	if (!program) throw new Error("nats-server is built with Go. Install Go (https://go.dev/dl), or put nats-server on the PATH.");
	await run(program, ["install", MODULE], { env: { ...process.env, GOBIN: BIN } });
}

/** Starts nats-server with JetStream. `dir` stores its streams; `more` are additional arguments. */
export async function startNats({ port, dir }: Place = {}, more: string[] = []): Promise<RunningServer> {
	const program = await available();
	if (!program) throw new Error(`nats-server ≥ ${MIN_VERSION.join(".")} is not installed.`);
	const chosen = port ?? (await freePort());
	const scratch = dir ? undefined : await scratchDir("nats");
	const args = ["--addr", "127.0.0.1", "--port", String(chosen), "--jetstream", "--store_dir", dir ?? scratch!, ...more];
	return start({ program, args, port: chosen, ...(scratch ? { scratch } : undefined) }, `nats://127.0.0.1:${chosen}`);
}
