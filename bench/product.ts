import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signToken } from "../lib/auth/tokens.ts";
import { Client, closedLoop, quantile } from "./client.ts";
import { type Served, serve } from "./process.ts";

export interface Load {
	clients: number;
	seconds: number;
	timing: "prepaid" | "on_receipt";
}

const STORES = Array.from({ length: 10 }, (_, index) => `bench-${index}`);
const anHour = () => Date.now() + 3_600_000;
const tokenOf = (accountId: string, role: "customer" | "operator") =>
	signToken({ sub: accountId, roles: [role], jti: accountId }, anHour());
const customers = await Promise.all(Array.from({ length: 100 }, (_, index) => tokenOf(`acc_bench${index}`, "customer")));
const operator = await tokenOf("acc_bench", "operator");

export const orderFor = (turn: number, timing: Load["timing"]) => ({
	storeId: STORES[turn % STORES.length],
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing },
});

/** Creates stores that accept and brew automatically, without preparation time. */
const prepare = async (client: Client): Promise<void> => {
	const names = { ko: "벤치", en: "Bench" };
	const location = { address: "Bench 1", lat: 37.5, lng: 127 };
	for (const id of STORES) {
		await client.call("POST", "/v1/stores", operator, { id, name: names, location });
		await client.call("PATCH", `/v1/stores/${id}`, operator, { autoAccept: true, autoBrew: true });
		await client.call("PUT", `/v1/stores/${id}/products/latte`, operator, { name: names, price: 5000, prepSeconds: 0 });
	}
};

const expectStatus = (answer: { status: number; body: object }, status: number): void => {
	if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}`);
};

/** Places and pays an order. Undefined if it was rejected because of overload. */
const placeAndPay = async (client: Client, turn: number, timing: Load["timing"]): Promise<string | undefined> => {
	const token = customers[turn % customers.length];
	const placed = await client.call("POST", "/v1/orders", token, orderFor(turn, timing));
	if (placed.status === 503) {
		await new Promise((resolve) => setTimeout(resolve, placed.retryAfter * 1000));
		return undefined;
	}
	expectStatus(placed, 201);
	const id = placed.body.id as string;
	if (timing === "on_receipt") return id;
	expectStatus(await client.call("POST", `/v1/orders/${id}/payment`, token, { method: "card", token: "sim_ok" }), 200);
	return id;
};

const statusOf = async (client: Client, turn: number, id: string) =>
	(await client.call("GET", `/v1/orders/${id}`, customers[turn % customers.length])).body as { status: string; updatedAt: string };

const oneAtATime = async (client: Client, count: number, timing: Load["timing"]): Promise<number[]> => {
	const latencies: number[] = [];
	for (let turn = 0; turn < count; turn++) {
		const startedAt = performance.now();
		const id = await placeAndPay(client, turn, timing);
		while (id && (await statusOf(client, turn, id)).status !== "ready");
		latencies.push(performance.now() - startedAt);
	}
	return latencies;
};

const runLoad = async (served: Served, client: Client, { clients, seconds, timing }: Load) => {
	const acknowledged: { turn: number; id: string }[] = [];
	let rejected = 0;
	const cpuBefore = served.cpuMs();
	const startedAt = performance.now();
	await closedLoop(clients, seconds, async (turn) => {
		const id = await placeAndPay(client, turn, timing);
		if (id) acknowledged.push({ turn, id });
		else rejected++;
	});
	const lasted = (performance.now() - startedAt) / 1000;
	const ended = Date.now();
	let during = 0;
	let unfinished = acknowledged;
	while (unfinished.length > 0) {
		const states = await Promise.all(unfinished.map(({ turn, id }) => statusOf(client, turn, id)));
		during += states.filter(({ status, updatedAt }) => status === "ready" && Date.parse(updatedAt) <= ended).length;
		unfinished = unfinished.filter((_, index) => states[index]?.status !== "ready");
	}
	return {
		acknowledged: acknowledged.length / lasted,
		completed: during / lasted,
		rejected,
		cpuPerOrder: (served.cpuMs() - cpuBefore) / acknowledged.length,
	};
};

export type ProductFigures = Awaited<ReturnType<typeof measureProduct>>;

/** Measures orders from placing to ready over HTTP, with the server in its own process. */
export const measureProduct = async (load: Load) => {
	const data = mkdtempSync(join(tmpdir(), "cortado-bench-"));
	const served = await serve(join(import.meta.dirname, "../scripts/start.ts"), "/health/ready", {
		DATA_DIR: data,
		LOG_LEVEL: "error",
		RATE_LIMIT_PER_SECOND: "100000",
	});
	const client = new Client(served.port, load.clients);
	try {
		await prepare(client);
		await oneAtATime(client, 100, load.timing);
		const latencies = await oneAtATime(client, 200, load.timing);
		const figures = await runLoad(served, client, load);
		return {
			...figures,
			startMs: served.startMs,
			p50: quantile(latencies, 0.5),
			p99: quantile(latencies, 0.99),
			residentMb: served.residentMb(),
		};
	} finally {
		client.close();
		await served.stop();
		rmSync(data, { recursive: true, force: true });
	}
};
