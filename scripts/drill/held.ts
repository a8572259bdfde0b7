import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import type { CancellationSnapshot as Cancellation } from "../../contracts/order.ts";
import { DrillCluster } from "./cluster.ts";
import { CUSTOMER, inLanes, type Seen, Shop } from "./shop.ts";

const OTHERS_EVERY = 20;
const CUSTOMERS_AT_ONCE = 4;
/** By then the order nodes, too, have noticed that a node is dead. */
const A_HEARTBEAT = 1_000;
const GONE_WITHIN = 10_000;

/** All times in milliseconds, sorted. */
export interface HeldResult {
	held: number;
	/** From a cancel to its 202, brew being away. */
	answered: number[];
	/** From the moment that brew is seen again to the decision. */
	decided: number[];
	undecided: Seen[];
	/** Placing and reading other orders, before and while the held ones are decided. */
	othersBefore: number[];
	othersMeanwhile: number[];
}

const sorted = (times: number[]): number[] => times.sort((one, other) => one - other);

const timed = async (task: () => Promise<unknown>, into: number[]): Promise<void> => {
	const before = performance.now();
	await task();
	into.push(performance.now() - before);
};

/** Other customers, until they are told to stop. */
const placeAndRead = (shop: Shop, driver: ServiceBroker): (() => Promise<number[]>) => {
	const times: number[] = [];
	let isGoing = true;
	const going = (async () => {
		for (; isGoing; await sleep(OTHERS_EVERY))
			await timed(async () => {
				const { id } = await shop.place();
				await driver.call("order.get", { orderId: id }, CUSTOMER);
			}, times);
	})();
	return async () => {
		isGoing = false;
		await going;
		return sorted(times);
	};
};

const cancelInVain = async (driver: ServiceBroker, orderId: string): Promise<void> => {
	const { status } = await driver.call<Cancellation, object>("order.cancel", { orderId }, CUSTOMER);
	if (status !== "held") throw new Error(`The cancel of ${orderId} was ${status}, with brew away.`);
};

const gone = async (driver: ServiceBroker): Promise<void> => {
	for (const until = Date.now() + GONE_WITHIN; driver.registry.actions.isAvailable("brew.cancel"); await sleep(50))
		if (Date.now() > until) throw new Error("brew is still there.");
};

/** Kills brew, cancels so many orders, brings it back. */
async function holdAndDecide(cluster: DrillCluster, count: number): Promise<HeldResult> {
	const { driver } = cluster;
	const shop = new Shop(driver);
	const ids = await shop.order(count);
	await shop.until(ids, ({ ticket }) => ticket?.stocked === true);
	await cluster.end("brew", "SIGKILL");
	await gone(driver);
	await sleep(A_HEARTBEAT);

	const answered: number[] = [];
	await inLanes(ids, (orderId) => timed(() => cancelInVain(driver, orderId), answered), CUSTOMERS_AT_ONCE);

	const before = placeAndRead(shop, driver);
	await sleep(1_000);
	const othersBefore = await before();
	const meanwhile = placeAndRead(shop, driver);
	await cluster.add("brew", "brew");
	const seenAt = Date.now();
	const undecided = await shop.until(ids, ({ order, ticket }) => order.status === "cancelled" && ticket?.status === "cancelled");
	const othersMeanwhile = await meanwhile();

	const decided = (await shop.look(ids)).map(({ order }) => (order.cancellation?.decidedAt ?? Number.POSITIVE_INFINITY) - seenAt);
	return { held: count, answered: sorted(answered), decided: sorted(decided), undecided, othersBefore, othersMeanwhile };
}

/** Many cancellations that wait for brew at once. */
export async function hold(count: number): Promise<HeldResult> {
	const cluster = await DrillCluster.start({ "order-1": "order", "order-2": "order", brew: "brew", store: "store,stock" });
	try {
		return await holdAndDecide(cluster, count);
	} finally {
		await cluster.stop();
	}
}
