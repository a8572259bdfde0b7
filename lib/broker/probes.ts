import { setTimeout as sleep } from "node:timers/promises";
import type { Service, ServiceBroker } from "moleculer";
import { config } from "../config/config.ts";
import { registry } from "../observability/metrics.ts";
import type { StoreAdapter } from "../storage/open.ts";

export interface ProbeAnswer {
	status: number;
	type: string;
	body: string;
}

/** An endpoint of every node for orchestrators and Prometheus. Undefined if the endpoint is disabled. */
type Probe = (broker: ServiceBroker) => Promise<ProbeAnswer | undefined>;

type WithStorage = Service & { adapter?: StoreAdapter };

const PING_TIMEOUT_MS = 1_000;

/** Whether the storage of every service on this node is readable. The read sides of other services do not count. */
const isStorageReadable = async ({ services }: ServiceBroker): Promise<boolean> => {
	const own = (services as WithStorage[]).filter(({ name }) => !name.startsWith("$"));
	const pings = Promise.all(own.map(({ adapter }) => adapter?.ping()));
	const timeout = sleep(PING_TIMEOUT_MS, false, { ref: false });
	return Promise.race([pings.then(() => true), timeout]).catch(() => false);
};

/** Anyone may ask for readiness, so the storages are read once a second at most. */
const READABLE_FOR_MS = 1_000;
const lastChecks = new WeakMap<ServiceBroker, { at: number; isReadable: Promise<boolean> }>();

const isReadableLately = (broker: ServiceBroker): Promise<boolean> => {
	const last = lastChecks.get(broker);
	if (last && performance.now() - last.at < READABLE_FOR_MS) return last.isReadable;
	const isReadable = isStorageReadable(broker);
	lastChecks.set(broker, { at: performance.now(), isReadable });
	return isReadable;
};

const notReadyBecause = async (broker: ServiceBroker): Promise<string | undefined> => {
	if (!broker.started) return "starting or draining";
	return (await isReadableLately(broker)) ? undefined : "storage unavailable";
};

const json = (status: number, data: object): ProbeAnswer => ({
	status,
	type: "application/json; charset=utf-8",
	body: JSON.stringify(data),
});

const live: Probe = async () => json(200, { status: "alive" });

const ready: Probe = async (broker) => {
	const because = await notReadyBecause(broker);
	return because ? json(503, { status: "not ready", because }) : json(200, { status: "ready" });
};

const metrics: Probe = async () =>
	config.metrics ? { status: 200, type: registry.contentType, body: await registry.metrics() } : undefined;

/** Probes by path. */
export const PROBES: Readonly<Record<string, Probe>> = {
	"/health/live": live,
	"/health/ready": ready,
	"/metrics": metrics,
};
