import { basename, dirname } from "node:path";
import { setFlagsFromString } from "node:v8";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { report } from "../lib/broker/node-report.ts";
import { config } from "../lib/config/config.ts";
import { openHealthPort } from "./node/health-port.ts";
import { checkPort, checkStore, explain, serviceFiles } from "./node/starting.ts";
import { stopOnSignal } from "./node/stopping.ts";

/** Garbage is collected before it is half of what lives, rather than when the machine's memory runs short. */
const COLLECT_EARLY = "--heap-growing-percent=50";

const foldersOf = (files: string[]): string[] => [...new Set(files.map((file) => basename(dirname(file))))];

interface Node {
	broker: ServiceBroker;
	stop(): Promise<void>;
}

/** What a command adds to a start: once settings and ports are known to be good, and at the end. */
interface Additions {
	whenChecked?(folders: string[]): Promise<unknown>;
	whenUp?(broker: ServiceBroker): void;
}

async function createBroker(files: string[]): Promise<ServiceBroker> {
	const { default: options } = await import("../moleculer.config.ts");
	// Signals are ours: the framework's own handlers would end the process with 0 however the stop went.
	const broker = new ServiceBroker({ ...options, skipProcessEventRegistration: true });
	for (const file of files) {
		const { default: schema } = (await import(file)) as { default: ServiceSchema };
		broker.createService(schema);
	}
	broker.createService(report);
	return broker;
}

/** Starts the services that SERVICES names as one node of the cluster, or as all of it. */
export async function startNode({ whenChecked }: Additions = {}): Promise<Node> {
	const { healthPort, host } = config;
	const files = serviceFiles(config.services);
	const folders = foldersOf(files);
	if (folders.includes("gateway")) await checkPort(config);
	if (healthPort !== undefined) await checkPort({ host, port: healthPort }, "HEALTH_PORT");
	for (const folder of folders) checkStore(config.storeUrl(folder));

	const [broker] = await Promise.all([createBroker(files), whenChecked?.(folders)]);
	const health = healthPort === undefined ? undefined : await openHealthPort(broker, host, healthPort);
	await broker.start();
	const stop = async () => {
		await broker.stop();
		await health?.close();
	};
	return { broker, stop };
}

/** Runs a node for as long as this process lives. */
export async function runNode(additions: Additions = {}): Promise<void> {
	setFlagsFromString(COLLECT_EARLY);
	let node: Node | undefined;
	// From the first moment: the first process of a container ignores the signals that it does not handle. Before the
	// node is up there is nothing to finish.
	stopOnSignal(async () => node?.stop());
	try {
		node = await startNode(additions);
		additions.whenUp?.(node.broker);
	} catch (error) {
		console.error(explain(error));
		process.exit(1);
	}
}

/** A parent that keeps a channel open waits for this. */
if (import.meta.main) await runNode({ whenUp: () => void process.send?.("up") });
