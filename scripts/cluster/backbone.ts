// Runs in its own process group: Ctrl-C at the terminal must not stop NATS before all services have drained, and the servers
// must not outlive the cluster, however it ends.
import { join } from "node:path";
import { config } from "../../lib/config/config.ts";
import { CannotStart, explain } from "../node/starting.ts";
import * as nats from "../servers/nats.ts";
import * as redis from "../servers/redis.ts";
import type { RunningServer } from "../servers/server.ts";
import { placeOf } from "./ports.ts";

/** Sent to the cluster's main process: the servers' addresses, or why they could not start. */
export interface BackboneReport {
	natsUrl?: string;
	redisUrl?: string;
	problem?: string;
}

/** NATS's sync interval can only be set in a file. */
const NATS_CONFIG = join(import.meta.dirname, "nats.conf");

const running: RunningServer[] = [];

process.once("disconnect", async () => {
	await Promise.all(running.map((server) => server.stop()));
	process.exit(0);
});

async function startNats(): Promise<string> {
	if (!(await nats.available()))
		throw new CannotStart(
			"A cluster needs nats-server 2.10 or newer. Install it with npm run servers -- install, or set NATS_URL=nats://…",
		);
	const server = await nats.startNats(await placeOf("nats", config.dataDir), ["--config", NATS_CONFIG]);
	running.push(server);
	return server.url;
}

async function startRedis(): Promise<string> {
	const server = await redis.startRedis(await placeOf("redis", config.dataDir));
	running.push(server);
	return server.url;
}

async function startServers(): Promise<BackboneReport> {
	try {
		return {
			...(config.natsUrl ? undefined : { natsUrl: await startNats() }),
			...(config.redisUrl || !(await redis.available()) ? undefined : { redisUrl: await startRedis() }),
		};
	} catch (error) {
		return { problem: explain(error) };
	}
}

process.send?.(await startServers());
