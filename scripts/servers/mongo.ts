import { access, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { find, freePort, type Place, type RunningServer, run, scratchDir, start } from "./server.ts";

const SOURCE = join(import.meta.dirname, "mongo");
const BUILT = resolve(import.meta.dirname, "../../.servers/mongo");
const CLASS = "MongoTestServer";

const exists = (path: string): Promise<boolean> =>
	access(path).then(
		() => true,
		() => false,
	);

/** mongod, or the test server built by `install`, which keeps its data in memory and has no transactions. */
export async function available(): Promise<string | undefined> {
	const mongod = await find("mongod");
	if (mongod) return mongod;
	const built = (await exists(join(BUILT, `${CLASS}.class`))) && (await find("java"));
	return built ? `mongo-java-server in ${BUILT}` : undefined;
}

export async function install(): Promise<void> {
	if (await find("mongod")) return;
	const [mvn, javac] = [await find("mvn"), await find("javac")];
	if (!mvn || !javac) throw new Error("Put mongod on the PATH, or Maven and a JDK to build the test server.");
	await mkdir(BUILT, { recursive: true });
	const jars = join(BUILT, "jars");
	await run(mvn, ["-q", "-B", "-f", join(SOURCE, "pom.xml"), "dependency:copy-dependencies", `-DoutputDirectory=${jars}`]);
	await run(javac, ["-cp", join(jars, "*"), "-d", BUILT, join(SOURCE, `${CLASS}.java`)]);
}

export async function startMongo({ port, dir }: Place = {}): Promise<RunningServer> {
	const chosen = port ?? (await freePort());
	const url = `mongodb://127.0.0.1:${chosen}/cortado`;
	const mongod = await find("mongod");
	return mongod ? startMongod(mongod, chosen, url, dir) : startTestServer(chosen, url);
}

async function startMongod(program: string, port: number, url: string, dir: string | undefined): Promise<RunningServer> {
	const scratch = dir ? undefined : await scratchDir("mongo");
	if (dir) await mkdir(dir, { recursive: true });
	const args = ["--bind_ip", "127.0.0.1", "--port", String(port), "--dbpath", dir ?? scratch!];
	return start({ program, args, port, ...(scratch ? { scratch } : undefined) }, url);
}

async function startTestServer(port: number, url: string): Promise<RunningServer> {
	if (!(await available())) throw new Error("Neither mongod nor the test server is installed.");
	const java = await find("java");
	return start({ program: java!, args: ["-Xmx256m", "-cp", `${BUILT}:${join(BUILT, "jars", "*")}`, CLASS, String(port)], port }, url);
}
