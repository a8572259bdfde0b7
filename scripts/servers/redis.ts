import { mkdir } from "node:fs/promises";
import { BIN, find, freePort, type Place, type RunningServer, run, scratchDir, start } from "./server.ts";

export const available = (): Promise<string | undefined> => find("redis-server", BIN);

export async function install(): Promise<void> {
	const apt = await find("apt-get");
	if (!apt || process.getuid?.() !== 0)
		throw new Error("Installing redis-server needs apt-get and root. Otherwise put redis-server on the PATH.");
	await run(apt, ["install", "-y", "redis-server"], { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
}

/** Starts redis-server with an append-only file, so that a killed server restarts with its data. `more` are additional arguments. */
export async function startRedis({ port, dir }: Place = {}, more: string[] = []): Promise<RunningServer> {
	const program = await available();
	if (!program) throw new Error("redis-server is not installed.");
	const chosen = port ?? (await freePort());
	const scratch = dir ? undefined : await scratchDir("redis");
	if (dir) await mkdir(dir, { recursive: true });
	const args = ["--bind", "127.0.0.1", "--port", String(chosen), "--dir", dir ?? scratch!, "--appendonly", "yes", "--save", "", ...more];
	return start({ program, args, port: chosen, ...(scratch ? { scratch } : undefined) }, `redis://127.0.0.1:${chosen}`);
}
