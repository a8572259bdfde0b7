import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import type { CancellationSnapshot as Cancellation } from "../../contracts/order.ts";
import { DrillCluster } from "./cluster.ts";
import { CUSTOMER, inLanes, type OrderRecords, Shop } from "./shop.ts";

const OTHERS_INTERVAL_MS = 20;
const CONCURRENT_CUSTOMERS = 4;
/** After one more heartbeat the order nodes have also noticed that brew is down. */
const HEARTBEAT_MS = 1_000;
const GONE_TIMEOUT_MS = 10_000;

/** All times in milliseconds, sorted. */
export interface HeldResult {
	held: number;
	/** From a cancellation request to its 202 while brew is down. */
	answered: number[];
	/** From the discovery of the restarted brew node to the decision. */
	decided: number[];
	undecided: OrderRecords[];
	/** Durations of placing and reading other orders, before and while the held cancellations are decided. */
	othersBefore: number[];
	othersMeanwhile: number[];
}

const sorted = (times: number[]): number[] => times.sort((one, other) => one - other);

const timed = async (task: () => Promise<unknown>, into: number[]): Promise<void> => {
	const startedAt = performance.now();
	await task();
	into.push(performance.now() - startedAt);
};

/** Simulates other customers. Returns a function that stops them and returns their times. */
const placeAndRead = (shop: Shop, driver: ServiceBroker): (() => Promise<number[]>) => {
	const times: number[] = [];
	let isRunning = true;
	const running = (async () => {
		for (; isRunning; await sleep(OTHERS_INTERVAL_MS))
			await timed(async () => {
				const { id } = await shop.place();
				await driver.call("order.get", { orderId: id }, CUSTOMER);
			}, times);
	})();
	return async () => {
		isRunning = false;
		await running;
		return sorted(times);
	};
};

const cancelWithoutBrew = async (driver: ServiceBroker, orderId: string): Promise<void> => {
	const { status } = await driver.call<Cancellation, object>("order.cancel", { orderId }, CUSTOMER);
	if (status !== "held") throw new Error(`The cancellation of ${orderId} is ${status} instead of held while brew is down.`);
};

const waitUntilGone = async (driver: ServiceBroker): Promise<void> => {
	for (const until = Date.now() + GONE_TIMEOUT_MS; driver.registry.actions.isAvailable("brew.cancel"); await sleep(50))
		if (Date.now() > until) throw new Error("brew is still available.");
};

/** Kills brew, cancels `count` orders and restarts brew. */
async function holdAndDecide(cluster: DrillCluster, count: number): Promise<HeldResult> {
	const { driver } = cluster;
	const shop = new Shop(driver);
	const ids = await shop.order(count);
	await shop.until(ids, ({ ticket }) => ticket?.stocked === true);
	await cluster.end("brew", "SIGKILL");
	await waitUntilGone(driver);
	await sleep(HEARTBEAT_MS);

	const answered: number[] = [];
	await inLanes(ids, (orderId) => timed(() => cancelWithoutBrew(driver, orderId), answered), CONCURRENT_CUSTOMERS);

	const stopBefore = placeAndRead(shop, driver);
	await sleep(1_000);
	const othersBefore = await stopBefore();
	const stopMeanwhile = placeAndRead(shop, driver);
	await cluster.add("brew", "brew");
	const backAt = Date.now();
	const undecided = await shop.until(ids, ({ order, ticket }) => order.status === "cancelled" && ticket?.status === "cancelled");
	const othersMeanwhile = await stopMeanwhile();

	const decided = (await shop.read(ids)).map(({ order }) => (order.cancellation?.decidedAt ?? Number.POSITIVE_INFINITY) - backAt);
	return { held: count, answered: sorted(answered), decided: sorted(decided), undecided, othersBefore, othersMeanwhile };
}

/** Many cancellations that wait for brew at the same time. */
export async function hold(count: number): Promise<HeldResult> {
	const cluster = await DrillCluster.start({ "order-1": "order", "order-2": "order", brew: "brew", store: "store,stock" });
	try {
		return await holdAndDecide(cluster, count);
	} finally {
		await cluster.stop();
	}
}
