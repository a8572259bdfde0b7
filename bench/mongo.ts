import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Document } from "mongodb";
import { ReplicaSet } from "../scripts/servers/mongo/replica-set.ts";
import { freePort, scratchDir } from "../scripts/servers/server.ts";
import { ROOT } from "./checkout.ts";
import { quantile } from "./client.ts";
import { machine, printRows } from "./figures.ts";
import { Product } from "./product.ts";

/** Counts the operations of one process on a replica set of three, per order and while idle, by collection: `mongo.ts [--orders N]`. */
const { values } = parseArgs({ options: { orders: { type: "string", default: "100" }, idle: { type: "string", default: "10" } } });
const ORDERS = Number(values.orders);
const IDLE_SECONDS = Number(values.idle);
const KINDS = ["insert", "update", "remove", "queries"] as const;
const ROUND_TRIPS = "round trips";

/** By collection, and one row for the round trips of all: a bulk write is one, whatever it holds. */
type Counts = Map<string, number[]>;

const dir = await scratchDir("bench-mongo");
const set = await ReplicaSet.start([await freePort(), await freePort(), await freePort()], dir);
const primary = (await set.primary())!;

const count = async (): Promise<Counts> => {
	const { totals } = await primary.command({ top: 1 });
	const { metrics } = await primary.command({ serverStatus: 1 });
	const ofBench = Object.entries(totals as Document).filter(([name]) => name.startsWith("bench."));
	const sent = (command: string): number => Number(metrics.commands[command].total);
	return new Map([
		...ofBench.map(([name, figures]): [string, number[]] => [name.slice("bench.".length), KINDS.map((kind) => figures[kind].count)]),
		[ROUND_TRIPS, ["insert", "update", "delete", "find"].map(sent)],
	]);
};

const print = (before: Counts, after: Counts, per: number): void => {
	const line = (cells: string[]) => cells.map((cell) => cell.padStart(9)).join("");
	const rows = [...after].map(([name, counts]): [string, number[]] => [
		name,
		counts.map((number, index) => (number - (before.get(name)?.[index] ?? 0)) / per),
	]);
	const shown = rows.filter(([, counts]) => counts.some((number) => number >= 0.05)).toSorted();
	printRows([
		["", line([...KINDS])],
		...shown.map(([name, counts]): [string, string] => [name, line(counts.map((number) => number.toFixed(1)))]),
	]);
};

console.log(machine());
try {
	const product = await Product.start(ROOT, { clients: 8, timing: "prepaid" }, { env: { STORE_URL: set.url("bench") } });
	try {
		await sleep(3_000); // the outboxes of the warm-up are cleared
		const idleFrom = await count();
		const cpuIdle = product.served.cpuMs();
		await sleep(IDLE_SECONDS * 1000);
		console.log(`\nidle, per second; CPU ${((product.served.cpuMs() - cpuIdle) / IDLE_SECONDS).toFixed(1)} ms/s`);
		print(idleFrom, await count(), IDLE_SECONDS);

		const before = await count();
		const cpuBefore = product.served.cpuMs();
		const latencies = await product.oneAtATime(ORDERS);
		await sleep(1_000);
		const cpu = (product.served.cpuMs() - cpuBefore) / ORDERS;
		console.log(`\none at a time, per order; CPU ${cpu.toFixed(1)} ms, p50 ${quantile(latencies, 0.5).toFixed(0)} ms`);
		print(before, await count(), ORDERS);

		const loaded = await count();
		const { acknowledged, completed, count: orders, cpuPerOrder } = await product.flood({ clients: 20, seconds: 10, timing: "prepaid" });
		await sleep(1_000);
		console.log(
			`\n20 clients, per order; CPU ${cpuPerOrder.toFixed(1)} ms, acknowledged/s ${acknowledged.toFixed(0)}, completed/s ${completed.toFixed(0)}`,
		);
		print(loaded, await count(), orders);
	} finally {
		await product.stop();
	}
} finally {
	await set.stop();
	await rm(dir, { recursive: true, force: true });
}
