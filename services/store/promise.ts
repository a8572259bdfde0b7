import { Histogram } from "prom-client";
import { registry } from "../../lib/metrics.ts";

const promiseError = new Histogram({
	name: "cortado_promise_error_seconds",
	help: "How much later than promised an order was ready, by store; early is below zero.",
	labelNames: ["store"],
	buckets: [-600, -300, -120, -60, -30, -10, 0, 10, 30, 60, 120, 300, 600, 1_200],
	registers: [registry],
});

/** Holds the wait that was promised against the time that it took. */
export const noteReady = (store: string, promisedAt: number | null, readyAt: number): void => {
	if (promisedAt !== null) promiseError.observe({ store }, (readyAt - promisedAt) / 1000);
};
