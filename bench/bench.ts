import { mkdtempSync, rmSync } from "node:fs";
import { arch, cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { signToken } from "../lib/tokens.ts";
import { Client, closedLoop, quantile } from "./client.ts";
import { type Served, serve } from "./process.ts";

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "3" },
		seconds: { type: "string", default: "8" },
		clients: { type: "string", default: "20" },
		timing: { type: "string", default: "prepaid" },
	},
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const clients = Number(values.clients);
const here = import.meta.dirname;

const STORES = Array.from({ length: 10 }, (_, index) => `bench-${index}`);
const anHour = () => Date.now() + 3_600_000;
const tokenOf = (accountId: string, role: "customer" | "operator") =>
	signToken({ sub: accountId, roles: [role], jti: accountId }, anHour());
const customers = await Promise.all(Array.from({ length: 100 }, (_, index) => tokenOf(`acc_bench${index}`, "customer")));
const operator = await tokenOf("acc_bench", "operator");

const orderFor = (turn: number) => ({
	storeId: STORES[turn % STORES.length],
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing: values.timing },
});

/** Stores that accept and brew by themselves, with nothing to prepare. */
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

/** One order, paid; undefined when the door was shut for the moment. */
const placeAndPay = async (client: Client, turn: number): Promise<string | undefined> => {
	const token = customers[turn % customers.length];
	const placed = await client.call("POST", "/v1/orders", token, orderFor(turn));
	if (placed.status === 503) {
		await new Promise((resolve) => setTimeout(resolve, placed.retryAfter * 1000));
		return undefined;
	}
	expectStatus(placed, 201);
	const id = placed.body.id as string;
	if (values.timing === "on_receipt") return id;
	expectStatus(await client.call("POST", `/v1/orders/${id}/payment`, token, { method: "card", token: "sim_ok" }), 200);
	return id;
};

const statusOf = async (client: Client, turn: number, id: string) =>
	(await client.call("GET", `/v1/orders/${id}`, customers[turn % customers.length])).body as { status: string; updatedAt: string };

const oneAtATime = async (client: Client, count: number): Promise<number[]> => {
	const latencies: number[] = [];
	for (let turn = 0; turn < count; turn++) {
		const began = performance.now();
		const id = await placeAndPay(client, turn);
		while (id && (await statusOf(client, turn, id)).status !== "ready");
		latencies.push(performance.now() - began);
	}
	return latencies;
};

const flood = async (served: Served, client: Client) => {
	const acknowledged: { turn: number; id: string }[] = [];
	let turnedAway = 0;
	const cpuBefore = served.cpuMs();
	const began = performance.now();
	await closedLoop(clients, seconds, async (turn) => {
		const id = await placeAndPay(client, turn);
		if (id) acknowledged.push({ turn, id });
		else turnedAway++;
	});
	const lasted = (performance.now() - began) / 1000;
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
		turnedAway,
		cpuPerOrder: (served.cpuMs() - cpuBefore) / acknowledged.length,
	};
};

const product = async () => {
	const data = mkdtempSync(join(tmpdir(), "cortado-bench-"));
	const served = await serve(join(here, "../scripts/start.ts"), "/health/ready", {
		DATA_DIR: data,
		LOG_LEVEL: "error",
		RATE_LIMIT_PER_SECOND: "100000",
	});
	const client = new Client(served.port, clients);
	try {
		await prepare(client);
		await oneAtATime(client, 100);
		const latencies = await oneAtATime(client, 200);
		const figures = await flood(served, client);
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

type BaselineFigures = Awaited<ReturnType<typeof baseline>>;

const baseline = async (script: string) => {
	const served = await serve(join(here, "baselines", script), "/health");
	const client = new Client(served.port, clients);
	let calls = 0;
	const post = async (turn: number) => {
		await client.call("POST", "/v1/orders", undefined, orderFor(turn));
		calls++;
	};
	await closedLoop(clients, 1, post);
	calls = 0;
	const cpuBefore = served.cpuMs();
	await closedLoop(clients, Math.max(2, seconds / 2), post);
	const cpuPerCall = (served.cpuMs() - cpuBefore) / calls;
	client.close();
	await served.stop();
	return { cpuPerCall, perSecond: calls / Math.max(2, seconds / 2) };
};

const spread = (numbers: number[], digits = 1) =>
	[Math.min(...numbers), quantile(numbers, 0.5), Math.max(...numbers)].map((number) => number.toFixed(digits)).join(" / ");

console.log(
	`${cpus().length} × ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${arch()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
);
console.log(`${rounds} rounds, ${clients} clients, ${seconds} s each; the load generator shares the machine. min / median / max`);

const results: { http: BaselineFigures; web: BaselineFigures; product: Awaited<ReturnType<typeof product>> }[] = [];
for (let round = 0; round < rounds; round++)
	results.push({ http: await baseline("http.ts"), web: await baseline("moleculer-web.ts"), product: await product() });

const all = <T>(pick: (result: (typeof results)[number]) => T) => results.map(pick);
const rows: [string, string][] = [
	[
		"orders acknowledged/s (placed and paid)",
		spread(
			all(({ product }) => product.acknowledged),
			0,
		),
	],
	[
		"orders completed/s while the flood lasts",
		spread(
			all(({ product }) => product.completed),
			0,
		),
	],
	[
		"turned away with 503",
		spread(
			all(({ product }) => product.turnedAway),
			0,
		),
	],
	[
		"CPU ms per completed order",
		spread(
			all(({ product }) => product.cpuPerOrder),
			2,
		),
	],
	["placed → ready one at a time, p50 ms", spread(all(({ product }) => product.p50))],
	["placed → ready one at a time, p99 ms", spread(all(({ product }) => product.p99))],
	[
		"resident memory MB",
		spread(
			all(({ product }) => product.residentMb),
			0,
		),
	],
	[
		"start until ready ms",
		spread(
			all(({ product }) => product.startMs),
			0,
		),
	],
	[
		"bare moleculer-web action: POST/s",
		spread(
			all(({ web }) => web.perSecond),
			0,
		),
	],
	[
		"bare node:http: POST/s",
		spread(
			all(({ http }) => http.perSecond),
			0,
		),
	],
	["CPU of an order ÷ CPU of a bare moleculer-web call", spread(all(({ product, web }) => product.cpuPerOrder / web.cpuPerCall))],
	["CPU of an order ÷ CPU of a bare node:http call", spread(all(({ product, http }) => product.cpuPerOrder / http.cpuPerCall))],
];
for (const [name, figures] of rows) console.log(`${name.padEnd(52)} ${figures}`);
