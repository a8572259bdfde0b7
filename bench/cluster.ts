import { parseArgs } from "node:util";
import { Balancer, type Reply } from "../scripts/drill/balancer.ts";
import { machine, table } from "../scripts/drill/drill.ts";
import { each, Fleet } from "../scripts/drill/fleet.ts";
import { Market } from "../scripts/drill/market.ts";
import { closedLoop, quantile } from "./client.ts";

/** Measures CPU per order, throughput and latency with one process and one SQLite file per service, over JetStream. */
const { values } = parseArgs({
	options: {
		seconds: { type: "string", default: "10" },
		clients: { type: "string", default: "20" },
		sequential: { type: "string", default: "200" },
	},
});
const [seconds, clients, sequential] = [values.seconds, values.clients, values.sequential].map(Number) as [number, number, number];
const WARM_UP = 100;
const FINISH_TIMEOUT_MS = 120_000;

interface Placed {
	id: string;
	token: string;
}

const expectStatus = ({ body, status }: Reply, wanted: number): void => {
	if (status !== wanted) throw new Error(`expected ${wanted}, got ${status} ${JSON.stringify(body)}`);
};

/** Undefined if the order was rejected because of overload. */
const placeAndPay = async (balancer: Balancer, market: Market, turn: number): Promise<Placed | undefined> => {
	const token = market.customer(turn);
	const placed = await balancer.call("POST", "/v1/orders", { token, body: market.order(turn, "prepaid", false) });
	if (placed.status === 503) {
		await new Promise((resolve) => setTimeout(resolve, placed.retryAfter || 100));
		return undefined;
	}
	expectStatus(placed, 201);
	const { id } = placed.body;
	expectStatus(await balancer.call("POST", `/v1/orders/${id}/payment`, { token, body: { method: "card", token: "sim_ok" } }), 200);
	return { id, token };
};

const read = async (balancer: Balancer, { id, token }: Placed) => (await balancer.call("GET", `/v1/orders/${id}`, { token })).body;

const oneAtATime = async (balancer: Balancer, market: Market, count: number): Promise<number[]> => {
	const times: number[] = [];
	for (let turn = 0; turn < count; turn++) {
		const startedAt = performance.now();
		const placed = await placeAndPay(balancer, market, turn);
		while (placed && (await read(balancer, placed)).status !== "ready");
		times.push(performance.now() - startedAt);
	}
	return times;
};

/** Waits for the orders and returns when each of them was ready. */
const readyAt = async (balancer: Balancer, orders: Placed[]): Promise<number[]> => {
	const times: number[] = [];
	const until = Date.now() + FINISH_TIMEOUT_MS;
	for (let left = orders; left.length > 0; ) {
		if (Date.now() > until) throw new Error(`${left.length} of ${orders.length} orders were never ready.`);
		const states = await Promise.all(left.map((order) => read(balancer, order)));
		times.push(...states.filter(({ status }) => status === "ready").map(({ updatedAt }) => Date.parse(updatedAt)));
		left = left.filter((_, index) => states[index].status !== "ready");
	}
	return times;
};

const runLoad = async (fleet: Fleet, balancer: Balancer, market: Market) => {
	const orders: Placed[] = [];
	const [startedAt, cpuBefore] = [performance.now(), fleet.cpuMs];
	await closedLoop(clients, seconds, async (turn) => {
		const placed = await placeAndPay(balancer, market, turn);
		if (placed) orders.push(placed);
	});
	const [lasted, ended] = [(performance.now() - startedAt) / 1000, Date.now()];
	const during = (await readyAt(balancer, orders)).filter((at) => at <= ended).length;
	return {
		acknowledged: orders.length / lasted,
		completed: during / lasted,
		cpuPerOrder: (fleet.cpuMs - cpuBefore) / orders.length,
	};
};

console.log(machine());
const fleet = await Fleet.start({ members: each(1), with: ["redis"] });
const balancer = new Balancer(fleet.addresses);
try {
	const market = await Market.open(balancer);
	await oneAtATime(balancer, market, WARM_UP);
	const times = await oneAtATime(balancer, market, sequential);
	const { acknowledged, completed, cpuPerOrder } = await runLoad(fleet, balancer, market);
	const rows = [
		["orders acknowledged/s (placed and paid)", acknowledged.toFixed(0), "= completed"],
		["orders completed/s during the load", completed.toFixed(0), "150"],
		["CPU ms per completed order, all nodes, without nats-server and redis-server", cpuPerOrder.toFixed(2), "8"],
		["placed → ready, one at a time, p50 ms", quantile(times, 0.5).toFixed(1), "40"],
		["placed → ready, one at a time, p99 ms", quantile(times, 0.99).toFixed(1), "120"],
	];
	console.log(`${fleet.nodes.length} processes; ${sequential} orders one at a time, then ${clients} clients for ${seconds} s`);
	console.log(table(["", "measured", "target"], rows));
} finally {
	balancer.close();
	await fleet.stop();
}
