import type { ServerResponse } from "node:http";
import { Counter, Histogram } from "prom-client";
import { registry } from "../../lib/observability/metrics.ts";
import { countMinute } from "../../lib/observability/minutes.ts";
import type { WebRequest } from "./http/web.ts";

const responses = new Counter({
	name: "cortado_http_answers_total",
	help: "Responses of the gateway, by route and status; `gone` if the client disconnected first.",
	labelNames: ["route", "status"],
	registers: [registry],
});

const seconds = new Histogram({
	name: "cortado_http_seconds",
	help: "Time until the response was sent, by route; streams are not measured.",
	labelNames: ["route"],
	buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
	registers: [registry],
});

export const rateLimited = new Counter({
	name: "cortado_rate_limited_total",
	help: "Requests refused by a rate limit, by limit.",
	labelNames: ["limit"],
	registers: [registry],
});

type Routed = Partial<Pick<WebRequest, "$alias" | "$page" | "$stream">>;

/** The declared route, because paths contain ids. Requests refused before routing have none. */
const routeOf = ({ $alias, $page, $stream }: Routed): string =>
	$stream ?? $page ?? ($alias ? `${$alias.method} ${$alias.fullPath}` : "none");

export const recordResponse = (request: Routed, response: ServerResponse, startedAt: number): void => {
	const route = routeOf(request);
	const isStream = request.$stream !== undefined;
	const status = isStream || response.writableFinished ? String(response.statusCode) : "gone";
	responses.inc({ route, status });
	if (isStream || status === "gone") return;
	seconds.observe({ route }, (performance.now() - startedAt) / 1000);
	countMinute("requests", `${status[0]}xx`);
};
