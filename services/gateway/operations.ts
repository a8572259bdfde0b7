import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Service, ServiceBroker } from "moleculer";
import { registry } from "../../lib/metrics.ts";
import type { StoreAdapter } from "../../lib/store/open.ts";
import { send, sendJson } from "./answer.ts";
import { DOCS } from "./docs-page.ts";
import { descriptionBy } from "./openapi.ts";

/** Without an action. */
export type OwnAnswer = (this: Service, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

type Storing = Service & { adapter?: StoreAdapter };

const STORE_ANSWERS_WITHIN_MS = 1_000;

/** Whether every store of this node can be read. */
const storesAnswer = async ({ services }: ServiceBroker): Promise<boolean> => {
	const answers = Promise.all((services as Storing[]).map(({ adapter }) => adapter?.load("is anybody there")));
	const tooLate = sleep(STORE_ANSWERS_WITHIN_MS, false, { ref: false });
	return Promise.race([answers.then(() => true), tooLate]).catch(() => false);
};

const notReadyBecause = async (broker: ServiceBroker): Promise<string | undefined> => {
	if (!broker.started) return "starting or draining";
	return (await storesAnswer(broker)) ? undefined : "without its store";
};

const ready: OwnAnswer = async function (request, response) {
	const because = await notReadyBecause(this.broker);
	sendJson(request, response, because ? 503 : 200, because ? { status: "not ready", because } : { status: "ready" });
};

const metrics: OwnAnswer = async (request, response) => send(request, response, 200, registry.contentType, await registry.metrics());

const openapi: OwnAnswer = function (request, response) {
	send(request, response, 200, "application/json; charset=utf-8", descriptionBy(this.broker));
};

/** What the gateway answers by itself. */
export const OPERATIONS: Record<string, OwnAnswer> = {
	"GET /health/live": (request, response) => sendJson(request, response, 200, { status: "alive" }),
	"GET /health/ready": ready,
	"GET /metrics": metrics,
	"GET /openapi.json": openapi,
	...DOCS,
	"GET /": (_, response) => void response.writeHead(302, { Location: "/docs" }).end(),
};
