import { ServiceBroker } from "moleculer";
import { readConfig } from "../lib/config.ts";
import { rememberedPort } from "./cluster/ports.ts";
import { CannotStart, explain } from "./starting.ts";

/** That of `npm run cluster` on the same data, unless NATS_URL names another. */
function clusterUrl(): string {
	const { dataDir, natsUrl } = readConfig(process.env);
	const port = rememberedPort(dataDir, "nats");
	if (!natsUrl && !port) throw new CannotStart("There is no cluster to join: npm run cluster, or NATS_URL=nats://…");
	return natsUrl?.join(",") ?? `nats://127.0.0.1:${port}`;
}

try {
	process.env.NATS_URL = clusterUrl();
	const { default: options } = await import("../moleculer.config.ts");
	const broker = new ServiceBroker({ ...options, nodeID: `repl-${process.pid}` });
	await broker.start();
	broker.repl();
} catch (error) {
	console.error(explain(error));
	process.exit(1);
}
