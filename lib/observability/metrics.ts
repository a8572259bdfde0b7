import { setTimeout as sleep } from "node:timers/promises";
import type { ActionHandler, ActionSchema, Context, Middleware, Service } from "moleculer";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Everything that `GET /metrics` shows; whoever has figures registers them here. */
export const registry = new Registry();

collectDefaultMetrics({ register: registry });

export type Figure = [labels: Record<string, string>, value: number];

const LOOKED_UP_WITHIN_MS = 1_000;
const tooLate = () => sleep(LOOKED_UP_WITHIN_MS, [], { ref: false });

type Look = () => Figure[] | Promise<Figure[]>;

const lookedUp = (Kind: typeof Gauge<string>) => (name: string, help: string, labelNames: string[], look: Look) => {
	registry.removeSingleMetric(name);
	new Kind({
		name,
		help,
		labelNames,
		registers: [registry],
		async collect() {
			const figures = await Promise.race([(async () => look())(), tooLate()]).catch(() => []);
			if (labelNames.length > 0) this.reset();
			else this.remove(); // where there are no labels, a reset says 0
			for (const [labels, value] of figures) this.inc(labels, value);
		},
	});
};

/**
 * Looked up when somebody reads it; whoever registers the same name later takes it over. A figure that cannot be had, because its
 * store is away for instance, is left out and keeps nobody from reading the others.
 */
export const gauge = lookedUp(Gauge);
/** The same for what only grows. */
export const counter = lookedUp(Counter as unknown as typeof Gauge<string>);

const callSeconds = new Histogram({
	name: "cortado_action_seconds",
	help: "Time that calls of this node's actions took, by outcome: ok, refused or failed.",
	labelNames: ["action", "outcome"],
	buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
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
