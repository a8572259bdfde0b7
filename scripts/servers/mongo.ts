import { access, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { findMongod, initiate, installMongod, startMember } from "./mongo/mongod.ts";
import { find, freePort, type Place, type RunningServer, run, start } from "./server.ts";

const SOURCE = join(import.meta.dirname, "mongo");
const BUILT = resolve(import.meta.dirname, "../../.servers/mongo");
const CLASS = "MongoTestServer";

const exists = (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

/** mongod, or the test server built by `install`, which keeps its data in memory and has no replication. */
export async function available(): Promise<string | undefined> {
	const mongod = await findMongod();
	if (mongod) return mongod;
	const built = (await exists(join(BUILT, `${CLASS}.class`))) && (await find("java"));
	return built ? `mongo-java-server in ${BUILT}` : undefined;
}

export const isStandIn = async (): Promise<boolean> => !(await findMongod());

/** Builds the test server where mongod cannot be installed. */
export async function install(): Promise<void> {
	if (await findMongod()) return;
	await installMongod().catch((error: Error) =>
		buildTestServer().catch((reason: Error) => Promise.reject(new Error(`${error.message}\n${reason.message}`))),
	);
}

async function buildTestServer(): Promise<void> {
	const [mvn, javac] = [await find("mvn"), await find("javac")];
	if (!mvn || !javac) throw new Error("Put mongod on the PATH, or Maven and a JDK to build the test server.");
	await mkdir(BUILT, { recursive: true });
	const jars = join(BUILT, "jars");
	await run(mvn, ["-q", "-B", "-f", join(SOURCE, "pom.xml"), "dependency:copy-dependencies", `-DoutputDirectory=${jars}`]);
	await run(javac, ["-cp", join(jars, "*"), "-d", BUILT, join(SOURCE, `${CLASS}.java`)]);
}

/** Starts mongod as a replica set of one, or the test server. */
export async function startMongo({ port, dir }: Place = {}): Promise<RunningServer> {
	const chosen = port ?? (await freePort());
	if (!(await findMongod())) return startTestServer(chosen);
	const server = await startMember({ port: chosen, dir });
	await initiate([chosen]);
	return server;
}

async function startTestServer(port: number): Promise<RunningServer> {
	if (!(await available())) throw new Error("Neither mongod nor the test server is installed.");
	const java = await find("java");
	const args = ["-Xmx256m", "-cp", `${BUILT}:${join(BUILT, "jars", "*")}`, CLASS, String(port)];
	return start({ program: java!, args, port }, `mongodb://127.0.0.1:${port}/cortado`);
}
