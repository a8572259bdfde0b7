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

/** What orchestrators and Prometheus ask a node, whatever it runs; undefined where that is not there. */
type Probe = (broker: ServiceBroker) => Promise<ProbeAnswer | undefined>;

type Storing = Service & { adapter?: StoreAdapter };

const STORE_ANSWERS_WITHIN_MS = 1_000;

/** Whether every store of this node can be read. */
const storesAnswer = async ({ services }: ServiceBroker): Promise<boolean> => {
	const answers = Promise.all((services as Storing[]).map(({ adapter }) => adapter?.ping()));
	const tooLate = sleep(STORE_ANSWERS_WITHIN_MS, false, { ref: false });
	return Promise.race([answers.then(() => true), tooLate]).catch(() => false);
};

const notReadyBecause = async (broker: ServiceBroker): Promise<string | undefined> => {
	if (!broker.started) return "starting or draining";
	return (await storesAnswer(broker)) ? undefined : "without its store";
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

/** By path. */
export const PROBES: Readonly<Record<string, Probe>> = {
	"/health/live": live,
	"/health/ready": ready,
	"/metrics": metrics,
};
