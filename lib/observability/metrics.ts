import { setTimeout as sleep } from "node:timers/promises";
import type { ActionHandler, ActionSchema, Context, Middleware, Service } from "moleculer";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** The registry behind `GET /metrics`. */
export const registry = new Registry();

collectDefaultMetrics({ register: registry });

export type Figure = [labels: Record<string, string>, value: number];

const COLLECT_TIMEOUT_MS = 1_000;
const timeout = () => sleep(COLLECT_TIMEOUT_MS, [], { ref: false });

type Collect = () => Figure[] | Promise<Figure[]>;

const collected = (Kind: typeof Gauge<string>) => (name: string, help: string, labelNames: string[], collect: Collect) => {
	registry.removeSingleMetric(name);
	new Kind({
		name,
		help,
		labelNames,
		registers: [registry],
		async collect() {
			const figures = await Promise.race([(async () => collect())(), timeout()]).catch(() => []);
			if (labelNames.length > 0) this.reset();
			else this.remove(); // without labels, a reset would report 0
			for (const [labels, value] of figures) this.inc(labels, value);
		},
	});
};

/**
 * Declares a gauge that is collected on each scrape. Declaring the same name again replaces it. A failed or slow collection,
 * for example during a storage outage, omits this metric only.
 */
export const gauge = collected(Gauge);
/** Declares a counter that is collected on each scrape. */
export const counter = collected(Counter as unknown as typeof Gauge<string>);

const callSeconds = new Histogram({
	name: "cortado_action_seconds",
	help: "Duration of calls to this node's actions, by outcome: ok, refused or failed.",
	labelNames: ["action", "outcome"],
	buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
	registers: [registry],
});

const outcomeOf = ({ code }: { code?: unknown }) => (typeof code === "number" && code < 500 ? "refused" : "failed");

/** Counts and times every action. Moleculer's own metrics cost more than half of the throughput. */
export const metricsMiddleware: Middleware = {
	name: "CallMetrics",
	localAction(next: ActionHandler, action: ActionSchema) {
		const name = action.name ?? "";
		return async function measured(this: Service, ctx: Context) {
			const startedAt = performance.now();
			const record = (outcome: string) => callSeconds.observe({ action: name, outcome }, (performance.now() - startedAt) / 1000);
			try {
				const result = await next.call(this, ctx);
				record("ok");
				return result;
			} catch (error) {
				record(outcomeOf(error as { code?: unknown }));
				throw error;
			}
		};
	},
};
