import { basename, dirname } from "node:path";
import { setFlagsFromString } from "node:v8";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { report } from "../lib/broker/node-report.ts";
import { config } from "../lib/config/config.ts";
import { readSideOf, readsOf } from "../mixins/read-side.ts";
import { openHealthPort } from "./node/health-port.ts";
import { CannotStart, checkBus, checkPort, checkStore, explain, serviceFiles } from "./node/starting.ts";
import { stopOnSignal } from "./node/stopping.ts";

/** Limits heap growth to 50 % between collections; by default V8 lets it grow until the machine runs short of memory. */
const COLLECT_EARLY = "--heap-growing-percent=50";

const foldersOf = (files: string[]): string[] => [...new Set(files.map((file) => basename(dirname(file))))];

interface Node {
	broker: ServiceBroker;
	stop(): Promise<void>;
}

/** Hooks of a command: after settings and ports are checked, and after the node has started. */
interface Additions {
	whenChecked?(folders: string[]): Promise<unknown>;
	whenUp?(broker: ServiceBroker): void;
}

const load = async (file: string): Promise<ServiceSchema> => (await import(file)).default;

/** The read sides of the services named by READS, without those that run here. */
async function readSides(files: string[], own: string[]): Promise<ServiceSchema[]> {
	const loaded = await Promise.all(files.map(async (file) => ({ file, schema: await load(file) })));
	const readable = loaded.filter(({ schema }) => readsOf(schema).length > 0);
	const folders = foldersOf(readable.map(({ file }) => file));
	const others = config.reads.filter((folder) => !folders.includes(folder));
	if (others.length > 0) throw new CannotStart(`READS names services without a read side: ${others.join(", ")}.`);
	return readable.filter(({ file }) => !own.includes(file)).map(({ schema }) => readSideOf(schema));
}

async function createBroker(files: string[]): Promise<ServiceBroker> {
	const { default: options } = await import("../moleculer.config.ts");
	// Moleculer's own signal handlers would exit with 0 even if stopping failed.
	const broker = new ServiceBroker({ ...options, skipProcessEventRegistration: true });
	for (const schema of await Promise.all(files.map(load))) broker.createService(schema);
	broker.createService(report);
	return broker;
}

/** Starts the services named by SERVICES, or all of them, as one node. */
export async function startNode({ whenChecked }: Additions = {}): Promise<Node> {
	const { healthPort, host } = config;
	const files = serviceFiles(config.services);
	const readFiles = config.reads.length > 0 ? serviceFiles(config.reads, "READS") : [];
	const folders = foldersOf(files);
	checkBus(config, files);
	if (folders.includes("gateway")) await checkPort(config);
	if (healthPort !== undefined) await checkPort({ host, port: healthPort }, "HEALTH_PORT");
	for (const folder of new Set([...folders, ...foldersOf(readFiles)])) checkStore(config.storeUrl(folder));

	const [broker, reads] = await Promise.all([createBroker(files), readSides(readFiles, files), whenChecked?.(folders)]);
	const health = healthPort === undefined ? undefined : await openHealthPort(broker, host, healthPort);
	await broker.start();
	// Not awaited: their storage may be unavailable, and until it is there the services themselves answer.
	for (const schema of reads) broker.createService(schema);
	const stop = async () => {
		await broker.stop();
		await health?.close();
	};
	return { broker, stop };
}

/** Runs a node until this process ends. */
export async function runNode(additions: Additions = {}): Promise<void> {
	setFlagsFromString(COLLECT_EARLY);
	let node: Node | undefined;
	// Register before starting: PID 1 of a container ignores signals without a handler.
	stopOnSignal(async () => node?.stop());
	try {
		node = await startNode(additions);
		additions.whenUp?.(node.broker);
	} catch (error) {
		console.error(explain(error));
		process.exit(1);
	}
}

/** Reports readiness to a parent process over IPC. */
if (import.meta.main) await runNode({ whenUp: () => void process.send?.("up") });
