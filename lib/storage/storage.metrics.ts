import { Counter, Histogram } from "prom-client";
import { type Figure, gauge, registry } from "../observability/metrics.ts";

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

export interface StorageSize {
	used: number;
	/** Free bytes of its disk. */
	free?: number;
}

const storages = new Map<string, () => Promise<StorageSize>>();

const figuresOf = (storage: string, size: StorageSize): Figure[] =>
	Object.entries(size).map(([state, bytes]) => [{ storage, state }, bytes]);

gauge(
	"cortado_store_bytes",
	"Size of each storage that this node uses (used), and of the free space on its disk (free).",
	["storage", "state"],
	async () => {
		const found = await Promise.allSettled(Array.from(storages, async ([name, size]) => figuresOf(name, await size())));
		return found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
	},
);

/** Adds a storage to the metrics until it is closed. */
export const showStorage = (name: string, size: () => Promise<StorageSize>): void => void storages.set(name, size);
export const hideStorage = (name: string): void => void storages.delete(name);
