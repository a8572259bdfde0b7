import type { ServerResponse } from "node:http";
import { Counter, Histogram } from "prom-client";
import { registry } from "../../lib/observability/metrics.ts";
import { countMinute } from "../../lib/observability/minutes.ts";
import type { WebRequest } from "./http/web.ts";

const answers = new Counter({
	name: "cortado_http_answers_total",
	help: "Answers of the gateway, by route and status; `gone` when the client left before its answer.",
	labelNames: ["route", "status"],
	registers: [registry],
});

const seconds = new Histogram({
	name: "cortado_http_seconds",
	help: "Time until an answer was sent, by route; streams are left out.",
	labelNames: ["route"],
	buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
	registers: [registry],
});

export const rateLimited = new Counter({
	name: "cortado_rate_limited_total",
	help: "Requests that were refused because of a limit, by limit.",
	labelNames: ["limit"],
	registers: [registry],
});

type Answered = Partial<Pick<WebRequest, "$alias" | "$page" | "$streamed">>;

/** As it was declared, for a path holds ids. What was refused before it was routed has none. */
const routeOf = ({ $alias, $page, $streamed }: Answered): string =>
	$streamed ?? $page ?? ($alias ? `${$alias.method} ${$alias.fullPath}` : "none");

export const noteAnswer = (request: Answered, response: ServerResponse, startedAt: number): void => {
	const route = routeOf(request);
	const isStream = request.$streamed !== undefined;
	const status = isStream || response.writableFinished ? String(response.statusCode) : "gone";
	answers.inc({ route, status });
	if (isStream || status === "gone") return;
	seconds.observe({ route }, (performance.now() - startedAt) / 1000);
	countMinute("requests", `${status[0]}xx`);
};
