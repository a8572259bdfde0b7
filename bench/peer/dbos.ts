import { chown } from "node:fs/promises";
import { join, resolve } from "node:path";
import { find, freePort, type RunningServer, run, scratchDir, start } from "../../scripts/servers/server.ts";
import { childrenOf } from "../process.ts";
import { installPackages, type Peer, startOrders } from "./peer.ts";

const HOME = resolve(import.meta.dirname, "../../.servers/dbos");
const PACKAGES = ["@dbos-inc/dbos-sdk@5.3.0", "pg@8.16.3"];
const MAJOR_VERSIONS = ["18", "17", "16", "15", "14"];
/** PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

export const install = (): Promise<void> => installPackages(HOME, PACKAGES);

const programOf = async (name: string): Promise<string> => {
	const program = await find(name, ...MAJOR_VERSIONS.map((version) => `/usr/lib/postgresql/${version}/bin`));
	if (!program) throw new Error("PostgreSQL is not installed. On Debian: apt-get install postgresql");
	return program;
};

const isRoot = process.getuid?.() === 0;

/** The command, run by nobody instead of root. */
const unprivileged = (program: string, args: string[]): { program: string; args: string[] } =>
	isRoot ? { program: "setpriv", args: [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", program, ...args] } : { program, args };

/** PostgreSQL with default settings, so with fsync at each commit, on an empty data folder. */
const startPostgres = async (): Promise<RunningServer> => {
	const port = await freePort();
	const scratch = await scratchDir("postgres");
	if (isRoot) await chown(scratch, NOBODY, NOBODY);
	const data = join(scratch, "data");
	const initdb = unprivileged(await programOf("initdb"), ["-D", data, "-U", "dbos", "-A", "trust", "--no-instructions"]);
	await run(initdb.program, initdb.args);
	const args = ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", scratch];
	return start({ ...unprivileged(await programOf("postgres"), args), port, scratch }, `postgresql://dbos@127.0.0.1:${port}/postgres`);
};

/** DBOS is a library: an HTTP server of its own, and PostgreSQL with default settings. */
export const startDbos = async (): Promise<Peer> => {
	const postgres = await startPostgres();
	try {
		const port = await freePort();
		const { child, finished } = await startOrders("dbos-order.mjs", { port, url: postgres.url, sdk: HOME });
		const stop = async () => {
			child.kill("SIGKILL");
			await postgres.stop();
		};
		return { port, pids: () => [child.pid!, postgres.pid, ...childrenOf(postgres.pid)], finished, stop };
	} catch (error) {
		await postgres.stop();
		throw error;
	}
};
