import { Counter, Histogram } from "prom-client";
import { registry } from "../observability/metrics.ts";

export const commitSeconds = new Histogram({
	name: "cortado_store_commit_seconds",
	help: "Time until a write was durable: on SQLite one commit of all writes of a turn, on MongoDB one write.",
	labelNames: ["store"],
	buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
	registers: [registry],
});

export const failures = new Counter({
	name: "cortado_store_failures_total",
	help: "Reads and writes that the store did not answer as it should: it was away, locked, full or broken.",
	labelNames: ["store"],
	registers: [registry],
});
