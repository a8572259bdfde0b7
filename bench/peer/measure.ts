import { Client, closedLoop, quantile } from "../client.ts";
import { cpuMsOf, residentMbOf } from "../process.ts";
import type { Load } from "../product.ts";
import type { Peer } from "./peer.ts";

const orderFor = (turn: number) => ({ customerId: `c${turn % 1000}`, items: [{ sku: `sku-${turn % 10}`, qty: 1 }] });
const cpuMs = ({ pids }: Peer): number => pids().reduce((sum, pid) => sum + cpuMsOf(pid), 0);

let placed = 0;

const place = async (client: Client, path: "run" | "run/send"): Promise<void> => {
	const turn = placed++;
	const { body, status } = await client.call("POST", `/order/o${turn}/${path}`, undefined, orderFor(turn));
	if (status >= 300) throw new Error(`The peer responded with ${status} ${JSON.stringify(body)}`);
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

/** A peer's best case: every client waits until its order is finished. */
const waiting = async (peer: Peer, client: Client, { clients, seconds }: Load) => {
	let done = 0;
	const before = cpuMs(peer);
	await closedLoop(clients, seconds, async () => {
		await place(client, "run");
		done++;
	});
	return { completed: done / seconds, cpuPerOrder: (cpuMs(peer) - before) / done };
};

/** Every client continues as soon as its order is durable. */
const runLoad = async ({ finished }: Peer, client: Client, { clients, seconds }: Load) => {
	finished.clear();
	const first = placed;
	await closedLoop(clients, seconds, () => place(client, "run/send"));
	const ended = Date.now();
	return {
		acknowledged: (placed - first) / seconds,
		finished: [...finished.values()].filter((at) => at <= ended).length / seconds,
	};
};

export type PeerFigures = Awaited<ReturnType<typeof measurePeer>>;

export const measurePeer = async (start: () => Promise<Peer>, load: Load) => {
	const peer = await start();
	const client = new Client(peer.port, load.clients);
	try {
		await oneAtATime(client, 100);
		const latencies = await oneAtATime(client, 200);
		const waited = await waiting(peer, client, load);
		const flooded = await runLoad(peer, client, load);
		const residentMb = peer.pids().reduce((sum, pid) => sum + residentMbOf(pid), 0);
		return { waited, flooded, residentMb, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
	} finally {
		client.close();
		await peer.stop();
	}
};
