import { basename, dirname } from "node:path";
import { ServiceBroker, type ServiceSchema } from "moleculer";
import { config } from "../lib/config.ts";
import { report } from "../mixins/report.ts";
import { checkPort, checkStore, explain, serviceFiles } from "./starting.ts";
import { stopOnSignal } from "./stopping.ts";

const foldersOf = (files: string[]): string[] => [...new Set(files.map((file) => basename(dirname(file))))];

/** Starts the services that SERVICES names as one node of the cluster, or as all of it. */
export async function startNode(): Promise<ServiceBroker> {
	const files = serviceFiles(config.services);
	const folders = foldersOf(files);
	if (folders.includes("gateway")) await checkPort(config);
	for (const folder of folders) checkStore(config.storeUrl(folder));

	const { default: options } = await import("../moleculer.config.ts");
	// Signals are ours: the framework's own handlers would end the process with 0 however the stop went.
	const broker = new ServiceBroker({ ...options, skipProcessEventRegistration: true });
	for (const file of files) {
		const { default: schema } = (await import(file)) as { default: ServiceSchema };
		broker.createService(schema);
	}
	broker.createService(report);
	await broker.start();
	return broker;
}

/** Runs a node for as long as this process lives. */
export async function runNode(whenUp: (broker: ServiceBroker) => void = () => undefined): Promise<void> {
	try {
		const broker = await startNode();
		stopOnSignal(() => broker.stop());
		whenUp(broker);
	} catch (error) {
		console.error(explain(error));
		process.exit(1);
	}
}

if (import.meta.main) await runNode();
