import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { readConfig } from "../lib/config/config.ts";
import { rememberedPort } from "./cluster/ports.ts";
import { CannotStart, explain } from "./node/starting.ts";
import { openRepl } from "./repl/open.ts";

/** A server that is not there is asked for ever; whoever sits here is told. */
const JOINS_WITHIN_MS = 5_000;
const SEES_OTHERS_WITHIN_MS = 2_000;

/** The cluster of `npm run cluster` on the same data, unless NATS_URL names another. */
function chooseCluster(): void {
	const { dataDir, natsUrl } = readConfig(process.env);
	if (natsUrl) return;
	const port = rememberedPort(dataDir, "nats");
	if (!port) throw new CannotStart("There is no cluster to join: npm run cluster, or NATS_URL=nats://…");
	process.env.NATS_URL = `nats://127.0.0.1:${port}`;
}

async function join(): Promise<ServiceBroker> {
	process.env.LOG_LEVEL ??= "fatal"; // what goes wrong with a command is its answer
	const { default: options } = await import("../moleculer.config.ts");
	const broker = new ServiceBroker({ ...options, nodeID: `repl-${hostname()}-${process.pid}` });
	const hasJoined = await Promise.race([broker.start().then(() => true), sleep(JOINS_WITHIN_MS, false)]);
	if (!hasJoined) throw new CannotStart("The cluster's NATS server does not answer: is the cluster running? NATS_URL names another.");
	await broker.waitForServices(["order", "ops"], SEES_OTHERS_WITHIN_MS).catch(() => console.log("Neither order nor ops is there yet."));
	return broker;
}

try {
	chooseCluster();
	openRepl(await join());
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
