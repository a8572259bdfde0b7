import { Histogram } from "prom-client";
import { registry } from "../../lib/observability/metrics.ts";
import { countMinute } from "../../lib/observability/minutes.ts";

const promiseError = new Histogram({
	name: "cortado_promise_error_seconds",
	help: "How much later than promised an order was ready; negative if early.",
	buckets: [-600, -300, -120, -60, -30, -10, 0, 10, 30, 60, 120, 300, 600, 1_200],
	registers: [registry],
});

/** Step of the operators' chart; seconds. */
const ROUNDED_TO = 10;

/** Records how far the actual ready time is from the promised one. */
export const recordReady = (promisedAt: number | null, readyAt: number): void => {
	if (promisedAt === null) return;
	const seconds = (readyAt - promisedAt) / 1000;
	promiseError.observe(seconds);
	countMinute("promise_error", String(Math.round(seconds / ROUNDED_TO) * ROUNDED_TO));
};
