import type { ActionHandler, ActionSchema, Context, Middleware, Service } from "moleculer";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** Everything that `GET /metrics` shows; whoever has figures registers them here. */
export const registry = new Registry();

collectDefaultMetrics({ register: registry });

const callSeconds = new Histogram({
	name: "cortado_action_seconds",
	help: "Time that calls of this node's actions took, by outcome: ok, refused or failed.",
	labelNames: ["action", "outcome"],
	buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
	registers: [registry],
});

export const httpAnswers = new Counter({
	name: "cortado_http_answers_total",
	help: "Answers of the gateway, by method and status.",
	labelNames: ["method", "status"],
	registers: [registry],
});

const outcomeOf = ({ code }: { code?: unknown }) => (typeof code === "number" && code < 500 ? "refused" : "failed");

/** Counts and times every action; the framework's own metrics cost more than half of the throughput. */
export const metricsMiddleware: Middleware = {
	name: "CallMetrics",
	localAction(next: ActionHandler, action: ActionSchema) {
		const name = action.name ?? "";
		return async function measured(this: Service, ctx: Context) {
			const startedAt = performance.now();
			const note = (outcome: string) => callSeconds.observe({ action: name, outcome }, (performance.now() - startedAt) / 1000);
			try {
				const result = await next.call(this, ctx);
				note("ok");
				return result;
			} catch (error) {
				note(outcomeOf(error as { code?: unknown }));
				throw error;
			}
		};
	},
};
