import { join } from "node:path";
import { BIN, find, freePort, type Place, type RunningServer, run, scratchDir, start } from "./server.ts";

const MODULE = "github.com/nats-io/nats-server/v2@v2.15.2";
/** Consumers with several filter subjects. */
const NEEDED = [2, 10] as const;

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
	return Number(major) > NEEDED[0] || (Number(major) === NEEDED[0] && Number(minor) >= NEEDED[1]);
}

/** A nats-server of this machine that is new enough. */
export async function available(): Promise<string | undefined> {
	for (const directories of [[], [BIN], await goBin()]) {
		const program = await find("nats-server", ...directories);
		if (program && (await isNewEnough(program))) return program;
	}
	return undefined;
}

export async function install(): Promise<void> {
	const program = await go();
	if (!program)
		throw new Error("nats-server is built with Go, which this machine does not have: https://go.dev/dl, or put nats-server on the PATH.");
	await run(program, ["install", MODULE], { env: { ...process.env, GOBIN: BIN } });
}

/** With JetStream; `dir` keeps its streams, `more` are arguments of nats-server. */
export async function startNats({ port, dir }: Place = {}, more: string[] = []): Promise<RunningServer> {
	const program = await available();
	if (!program) throw new Error(`There is no nats-server ≥ ${NEEDED.join(".")} on this machine.`);
	const chosen = port ?? (await freePort());
	const scratch = dir ? undefined : await scratchDir("nats");
	const args = ["--addr", "127.0.0.1", "--port", String(chosen), "--jetstream", "--store_dir", dir ?? scratch!, ...more];
	return start({ program, args, port: chosen, ...(scratch ? { scratch } : undefined) }, `nats://127.0.0.1:${chosen}`);
}
