import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Service, ServiceBroker } from "moleculer";
import { registry } from "../../lib/metrics.ts";
import type { StoreAdapter } from "../../lib/store/open.ts";
import { send, sendJson } from "./answer.ts";
import { ROUTES } from "./routes.ts";

type Answer = (this: Service, request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

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

const ready: Answer = async function (request, response) {
	const because = await notReadyBecause(this.broker);
	sendJson(request, response, because ? 503 : 200, because ? { status: "not ready", because } : { status: "ready" });
};

const metrics: Answer = async (request, response) => send(request, response, 200, registry.contentType, await registry.metrics());

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Cortado</title><h1>Cortado</h1><ul>
${[...Object.keys(ROUTES), "GET /health/live", "GET /health/ready", "GET /metrics"].map((entry) => `<li><code>${entry}</code>`).join("\n")}
</ul></html>`;

/** What the gateway answers by itself. */
export const OPERATIONS: Record<string, Answer> = {
	"GET /health/live": (request, response) => sendJson(request, response, 200, { status: "alive" }),
	"GET /health/ready": ready,
	"GET /metrics": metrics,
	"GET /": (request, response) => send(request, response, 200, "text/html; charset=utf-8", PAGE),
};
