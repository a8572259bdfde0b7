import type { ServiceBroker } from "moleculer";
import { Counter, Gauge } from "prom-client";
import { registry } from "../../lib/metrics.ts";
import { type Breaker, breakersOf } from "../../mixins/breaker-endpoint.ts";

export const cancelAnswers = new Counter({
	name: "cortado_cancel_answers_total",
	help: "What customers were answered when they cancelled: granted, refused or held.",
	labelNames: ["outcome"],
	registers: [registry],
});

const STATES: Record<Breaker["state"], number> = { close: 0, half_open: 1, half_open_wait: 1, open: 2 };

/** Looked up when somebody reads it; a broker that comes later in the same process takes it over. */
const gauge = (name: string, help: string, collect: (gauge: Gauge) => void | Promise<void>, labelNames: string[] = []): void => {
	registry.removeSingleMetric(name);
	new Gauge({
		name,
		help,
		labelNames,
		registers: [registry],
		collect() {
			return collect(this);
		},
	});
};

/** `requestTimes`: when each of the held cancellations was asked for. */
export const publishHeld = (requestTimes: () => Promise<number[]>): void => {
	gauge("cortado_held_cancellations", "Cancellations whose maker could not be asked yet.", async (held) =>
		held.set((await requestTimes()).length),
	);
	gauge("cortado_held_cancellation_oldest_seconds", "How long the oldest of them has been waiting.", async (oldest) => {
		const now = Date.now();
		oldest.set((now - Math.min(now, ...(await requestTimes()))) / 1000);
	});
};

/** Read from the breakers themselves: one that is not used for a while is forgotten without an event. */
export const publishBreakers = (broker: ServiceBroker): void =>
	gauge(
		"cortado_breaker_state",
		"Circuit breakers of this node, by action and the node that it is called on: 0 closed, 1 half-open, 2 open.",
		(breakers) => {
			breakers.reset();
			for (const { ep, state } of breakersOf(broker)?.values() ?? [])
				breakers.set({ action: ep.action.name ?? "", node: ep.id }, STATES[state]);
		},
		["action", "node"],
	);
