import { Counter, Histogram } from "prom-client";
import { registry } from "../observability/metrics.ts";

export const commitSeconds = new Histogram({
	name: "cortado_store_commit_seconds",
	help: "Time until a write was durable: on SQLite per commit of one event loop turn, on MongoDB per write.",
	labelNames: ["store"],
	buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
	registers: [registry],
});

export const purged = new Counter({
	name: "cortado_purged_total",
	help: "Rows and documents that this process removed because of their age, by collection.",
	labelNames: ["kind"],
	registers: [registry],
});

export const failures = new Counter({
	name: "cortado_store_failures_total",
	help: "Failed reads and writes: the storage was unreachable, locked, full or broken.",
	labelNames: ["store"],
	registers: [registry],
});
