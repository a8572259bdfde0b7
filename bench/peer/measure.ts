import { Client, closedLoop, quantile } from "../client.ts";
import { cpuMsOf, residentMbOf } from "../process.ts";
import type { Load } from "../product.ts";
import { type Restate, startRestate } from "./restate.ts";

const orderFor = (turn: number) => ({ customerId: `c${turn % 1000}`, items: [{ sku: `sku-${turn % 10}`, qty: 1 }] });
const cpuMs = ({ pids }: Restate): number => pids.reduce((sum, pid) => sum + cpuMsOf(pid), 0);

let placed = 0;

const place = async (client: Client, path: "run" | "run/send"): Promise<void> => {
	const turn = placed++;
	const { body, status } = await client.call("POST", `/order/o${turn}/${path}`, undefined, orderFor(turn));
	if (status >= 300) throw new Error(`Restate responded with ${status} ${JSON.stringify(body)}`);
};

const oneAtATime = async (client: Client, count: number): Promise<number[]> => {
	const latencies: number[] = [];
	for (let turn = 0; turn < count; turn++) {
		const startedAt = performance.now();
		await place(client, "run");
		latencies.push(performance.now() - startedAt);
	}
	return latencies;
};

/** Restate's best case: every client waits until its order is finished. */
const waiting = async (restate: Restate, client: Client, { clients, seconds }: Load) => {
	let done = 0;
	const before = cpuMs(restate);
	await closedLoop(clients, seconds, async () => {
		await place(client, "run");
		done++;
	});
	return { completed: done / seconds, cpuPerOrder: (cpuMs(restate) - before) / done };
};

/** Every client continues as soon as its order is durable. */
const runLoad = async ({ finished }: Restate, client: Client, { clients, seconds }: Load) => {
	finished.clear();
	const first = placed;
	await closedLoop(clients, seconds, () => place(client, "run/send"));
	const ended = Date.now();
	return {
		acknowledged: (placed - first) / seconds,
		finished: [...finished.values()].filter((at) => at <= ended).length / seconds,
	};
};

export type PeerFigures = Awaited<ReturnType<typeof measureRestate>>;

export const measureRestate = async (load: Load) => {
	const restate = await startRestate();
	const client = new Client(restate.ingress, load.clients);
	try {
		await oneAtATime(client, 100);
		const latencies = await oneAtATime(client, 200);
		const waited = await waiting(restate, client, load);
		const flooded = await runLoad(restate, client, load);
		const residentMb = restate.pids.reduce((sum, pid) => sum + residentMbOf(pid), 0);
		return { waited, flooded, residentMb, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
	} finally {
		client.close();
		await restate.stop();
	}
};
