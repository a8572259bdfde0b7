import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ServiceBroker } from "moleculer";
import { readConfig } from "../../lib/config/config.ts";
import { rememberedPort } from "../cluster/ports.ts";
import { CannotStart } from "../node/starting.ts";

/** The NATS client retries a missing server forever, so give up after this time. */
const JOIN_TIMEOUT_MS = 5_000;
const DISCOVERY_TIMEOUT_MS = 2_000;

/** Joins the cluster that `npm run cluster` runs on the same DATA_DIR, unless NATS_URL is set. */
function chooseCluster(): void {
	const { dataDir, natsUrl } = readConfig(process.env);
	if (natsUrl) return;
	const port = rememberedPort(dataDir, "nats");
	if (!port) throw new CannotStart("There is no cluster to join. Start one with npm run cluster, or set NATS_URL=nats://…");
	process.env.NATS_URL = `nats://127.0.0.1:${port}`;
}

/** Joins the running cluster as a node without services. */
export async function joinCluster(name: string): Promise<ServiceBroker> {
	chooseCluster();
	process.env.LOG_LEVEL ??= "fatal"; // commands print their own errors
	const { default: options } = await import("../../moleculer.config.ts");
	const broker = new ServiceBroker({ ...options, nodeID: `${name}-${hostname()}-${process.pid}` });
	const hasJoined = await Promise.race([broker.start().then(() => true), sleep(JOIN_TIMEOUT_MS, false)]);
	if (!hasJoined)
		throw new CannotStart("The cluster's NATS server does not respond. Start the cluster with npm run cluster, or set NATS_URL.");
	await broker
		.waitForServices(["order", "ops"], DISCOVERY_TIMEOUT_MS)
		.catch(() => console.log("The order and ops services are not available yet."));
	return broker;
}
