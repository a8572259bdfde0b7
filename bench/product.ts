import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { signToken } from "../lib/auth/tokens.ts";
import { ROOT } from "./checkout.ts";
import { Client, closedLoop, quantile } from "./client.ts";
import type { Writes } from "./count-writes.ts";
import { type Served, serve } from "./process.ts";
import { storeOrders } from "./stored-orders.ts";

/** Only HTTP and settings that old commits have too, because a checkout of one is measured in turns with this one. */
export interface Load {
	clients: number;
	seconds: number;
	timing: "prepaid" | "on_receipt";
}

const STORES = Array.from({ length: 10 }, (_, index) => `bench-${index}`);
const FLOODED = ["bench-flooded"];
const NEIGHBOUR = ["bench-neighbour"];
const WARM_UP = 100;
const SINGLE = 200;
const DRAIN_TIMEOUT_MS = 180_000;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const anHour = () => Date.now() + 3_600_000;
const tokenOf = (accountId: string, role: "customer" | "operator") =>
	signToken({ sub: accountId, roles: [role], jti: accountId }, anHour());
const customers = await Promise.all(Array.from({ length: 100 }, (_, index) => tokenOf(`acc_bench${index}`, "customer")));
const operator = await tokenOf("acc_bench", "operator");

export const orderFor = (turn: number, timing: Load["timing"], stores = STORES) => ({
	storeId: stores[turn % stores.length],
	kind: "goods",
	fulfilment: "pickup",
	lines: [{ productId: "latte", quantity: 1 }],
	payment: { timing },
});

const expectStatus = (answer: { status: number; body: object }, status: number): void => {
	if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status} ${JSON.stringify(answer.body)}`);
};

interface Placed {
	id: string;
	token: string;
}

interface Place {
	env?: Record<string, string>;
	stores?: string[];
	/** Completed orders that exist before the start. */
	storedOrders?: number;
}

/** One running product and its stores, which accept and brew automatically, without preparation time. */
export class Product {
	readonly served: Served;
	readonly timing: Load["timing"];
	readonly #client: Client;
	readonly #remove: () => void;
	#turn = 0;

	constructor(served: Served, client: Client, timing: Load["timing"], remove: () => void) {
		this.served = served;
		this.timing = timing;
		this.#client = client;
		this.#remove = remove;
	}

	static async start(root: string, { clients, timing }: Omit<Load, "seconds">, place: Place = {}): Promise<Product> {
		const { env = {}, stores = [...STORES, ...FLOODED, ...NEIGHBOUR], storedOrders = 0 } = place;
		const data = mkdtempSync(join(tmpdir(), "cortado-bench-"));
		if (storedOrders > 0) await storeOrders(data, storedOrders);
		const served = await serve(join(root, "scripts/start.ts"), "/health/ready", {
			DATA_DIR: data,
			LOG_LEVEL: "error",
			RATE_LIMIT_PER_SECOND: "100000",
			OPEN_ORDERS: "100000",
			...env,
		});
		const client = new Client(served.port, clients + 1);
		const product = new Product(served, client, timing, () => rmSync(data, { recursive: true, force: true }));
		const names = { ko: "벤치", en: "Bench" };
		for (const id of stores) {
			const location = { address: "Bench 1", lat: 37.5, lng: 127 };
			expectStatus(await client.call("POST", "/v1/stores", operator, { id, name: names, location }), 201);
			expectStatus(await client.call("PATCH", `/v1/stores/${id}`, operator, { autoAccept: true, autoBrew: true }), 200);
			await client.call("PUT", `/v1/stores/${id}/products/latte`, operator, { name: names, price: 5000, prepSeconds: 0 });
		}
		await product.oneAtATime(WARM_UP, stores);
		return product;
	}

	/** Places and pays an order. Undefined if it was rejected because of overload. */
	async place(stores: string[]): Promise<Placed | undefined> {
		const turn = this.#turn++;
		const token = customers[turn % customers.length]!;
		const placed = await this.#client.call("POST", "/v1/orders", token, orderFor(turn, this.timing, stores));
		if (placed.status === 503) {
			await pause(placed.retryAfter * 1000);
			return undefined;
		}
		expectStatus(placed, 201);
		const id = placed.body.id as string;
		if (this.timing === "on_receipt") return { id, token };
		const paid = await this.#client.call("POST", `/v1/orders/${id}/payment`, token, { method: "card", token: "sim_ok" });
		expectStatus(paid, 200);
		return { id, token };
	}

	async #read({ id, token }: Placed) {
		return (await this.#client.call("GET", `/v1/orders/${id}`, token)).body as { status: string; updatedAt: string };
	}

	/** Milliseconds from placing an order to ready. Undefined if it was rejected. */
	async #placeAndWait(stores: string[]): Promise<number | undefined> {
		const startedAt = performance.now();
		const order = await this.place(stores);
		if (!order) return undefined;
		while ((await this.#read(order)).status !== "ready");
		return performance.now() - startedAt;
	}

	async oneAtATime(count: number, stores = STORES): Promise<number[]> {
		const latencies: number[] = [];
		while (latencies.length < count) {
			const latency = await this.#placeAndWait(stores);
			if (latency !== undefined) latencies.push(latency);
		}
		return latencies;
	}

	/** Places orders as fast as they are acknowledged, then waits until all are ready. */
	async flood({ clients, seconds }: Load, stores = STORES) {
		const acknowledged: Placed[] = [];
		let rejected = 0;
		const cpuBefore = this.served.cpuMs();
		const startedAt = performance.now();
		await closedLoop(clients, seconds, async () => {
			const order = await this.place(stores);
			if (order) acknowledged.push(order);
			else rejected++;
		});
		const lasted = (performance.now() - startedAt) / 1000;
		const ended = Date.now();
		const readyAt = await this.#readyTimes(acknowledged);
		const during = readyAt.filter((at) => at <= ended).length;
		return {
			count: acknowledged.length,
			acknowledged: acknowledged.length / lasted,
			completed: during / lasted,
			finishedShare: during / acknowledged.length,
			drainSeconds: Math.max(0, Math.max(...readyAt) - ended) / 1000,
			rejected,
			cpuPerOrder: (this.served.cpuMs() - cpuBefore) / acknowledged.length,
		};
	}

	/** One customer of another store during a flood. */
	async neighbour(lasts: Promise<unknown>) {
		const latencies: number[] = [];
		let rejected = 0;
		let isOver = false;
		const ended = lasts.finally(() => {
			isOver = true;
		});
		while (!isOver) {
			const latency = await this.#placeAndWait(NEIGHBOUR);
			if (latency === undefined) rejected++;
			else latencies.push(latency);
		}
		await ended;
		return { latencies, rejected };
	}

	async #readyTimes(orders: Placed[]): Promise<number[]> {
		const times: number[] = [];
		const until = Date.now() + DRAIN_TIMEOUT_MS;
		for (let left = orders; left.length > 0; ) {
			if (Date.now() > until) throw new Error(`${left.length} of ${orders.length} orders were never ready.`);
			const states = await Promise.all(left.map((order) => this.#read(order)));
			times.push(...states.filter(({ status }) => status === "ready").map(({ updatedAt }) => Date.parse(updatedAt)));
			left = left.filter((_, index) => states[index]?.status !== "ready");
			if (left.length > 0) await pause(100);
		}
		return times;
	}

	async stop(): Promise<void> {
		this.#client.close();
		await this.served.stop();
		this.#remove();
	}
}

const within = async <T>(starting: Promise<Product>, measure: (product: Product) => Promise<T>): Promise<T> => {
	const product = await starting;
	try {
		return await measure(product);
	} finally {
		await product.stop();
	}
};

export type ProductFigures = Awaited<ReturnType<typeof measureProduct>>;

/** Orders over ten stores, from placing to ready over HTTP, with the server in its own process. */
export const measureProduct = (load: Load, root = ROOT) =>
	within(Product.start(root, load), async (product) => {
		const latencies = await product.oneAtATime(SINGLE);
		const figures = await product.flood(load);
		return {
			...figures,
			startMs: product.served.startMs,
			p50: quantile(latencies, 0.5),
			p99: quantile(latencies, 0.99),
			residentMb: product.served.residentMb(),
		};
	});

export type HotStoreFigures = Awaited<ReturnType<typeof measureHotStore>>;

/** All clients order at one store, and one more customer at another. */
export const measureHotStore = (load: Load, root = ROOT) =>
	within(Product.start(root, load), async (product) => {
		const idle = await product.oneAtATime(SINGLE, NEIGHBOUR);
		const flooded = product.flood(load, FLOODED);
		const lasts = pause(load.seconds * 1000);
		const [flood, neighbour] = await Promise.all([flooded, product.neighbour(lasts)]);
		return {
			...flood,
			neighbourRejected: neighbour.rejected,
			neighbourP99: quantile(neighbour.latencies, 0.99),
			neighbourSlowdown: quantile(neighbour.latencies, 0.99) / quantile(idle, 0.99),
		};
	});

export type WriteFigures = Awaited<ReturnType<typeof measureWrites>>;

/** Counts in a process of its own, because counting costs time. */
export const measureWrites = (load: Load, root = ROOT) => {
	const script = pathToFileURL(join(import.meta.dirname, "count-writes.ts"));
	const env = { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import ${script}` };
	return within(Product.start(root, load, { env }), async (product) => {
		const counted = async (count: () => Promise<number>) => {
			const before = await product.served.ask<Writes>();
			const orders = await count();
			const after = await product.served.ask<Writes>();
			return { rows: (after.rows - before.rows) / orders, commits: (after.commits - before.commits) / orders };
		};
		const single = await counted(async () => (await product.oneAtATime(SINGLE)).length);
		const loaded = await counted(async () => (await product.flood({ ...load, seconds: load.seconds / 2 })).count);
		return { commitsOneAtATime: single.commits, rowsOneAtATime: single.rows, rows: loaded.rows, commits: loaded.commits };
	});
};
