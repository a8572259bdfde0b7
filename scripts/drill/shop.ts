import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import { type Inspected, inspect } from "../../contracts/inspection.ts";
import type { Callable } from "../../contracts/notation/contract.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { orderMenu } from "../../contracts/order.ts";
import { stock } from "../../contracts/stock.ts";
import { store } from "../../contracts/store.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { call } from "../../lib/broker/contract.ts";

/** Few enough that no store's stock document becomes a bottleneck. */
const ORDERS_PER_STORE = 50;
const ON_HAND = 100_000;
const LANES = 24;
const PAGE_SIZE = 200;
const SETTLE_TIMEOUT_MS = 180_000;
const POLL_INTERVAL_MS = 200;

export const CUSTOMER = { meta: { caller: { accountId: "acc_drill", roles: ["customer"] } } };

/** One order with the related state of every service. */
export interface OrderRecords {
	id: string;
	order: OrderSnapshot;
	ticket: BrewSnapshot | undefined;
	copy: StoreOrderSnapshot | undefined;
	reserved: boolean;
	delivery: DeliverySnapshot | undefined;
	/** The job of the order's rider. */
	job: { orderId: string; confirmed: boolean } | null;
}

const FROM = { address: "서울 마포구", lat: 37.55, lng: 126.91 };
const TO = { address: "인천 연수구", lat: 37.49, lng: 126.72 };
const WANTED = {
	goods: { kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 1 }] },
	parcel: { kind: "parcel", parcel: { item: "documents", size: "small", weightKg: 1, from: FROM, to: TO } },
};
type Kind = keyof typeof WANTED;

/** Each order has its own rider, so that races do not compete for riders. */
export const riderOf = (orderId: string): string => `rider-${orderId}`;

/** Runs a task for each item with limited concurrency. */
export async function inLanes<Item>(items: readonly Item[], task: (item: Item) => Promise<unknown>, lanes = LANES): Promise<void> {
	const left = items.values();
	const lane = async () => {
		for (const item of left) await task(item);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}

const UNDISCOVERED = ["SERVICE_NOT_AVAILABLE", "SERVICE_NOT_FOUND"];
/** After these errors the call may have taken effect. */
const UNKNOWN = ["REQUEST_REJECTED", "REQUEST_TIMEOUT"];

const retry = async <Result>(call: () => Promise<Result>, types: string[]): Promise<Result> => {
	for (const until = Date.now() + SETTLE_TIMEOUT_MS; ; await sleep(100)) {
		try {
			return await call();
		} catch (error) {
			if (!types.includes((error as { type?: string }).type ?? "") || Date.now() > until) throw error;
		}
	}
};

/** On a busy machine the driver may need some seconds to discover a restarted node. */
export const onceInSight = <Result>(call: () => Promise<Result>): Promise<Result> => retry(call, UNDISCOVERED);

/** For idempotent calls only. */
const retryUntilAnswered = <Result>(call: () => Promise<Result>): Promise<Result> => retry(call, [...UNDISCOVERED, ...UNKNOWN]);

const ignoreExisting = (error: { type?: string }): void => {
	if (error.type !== "store_exists") throw error;
};

/** Stores that accept automatically and brew by hand, and their customers. */
export class Shop {
	#driver: ServiceBroker;
	#stores: string[] = [];

	constructor(driver: ServiceBroker) {
		this.#driver = driver;
	}

	/** Places `count` orders and waits until they are accepted. A call without an answer may leave one more. */
	async order(count: number, kind: Kind = "goods"): Promise<string[]> {
		while (this.#stores.length * ORDERS_PER_STORE < count) await this.#createStore(`drill-${this.#stores.length}`);
		const ids: string[] = [];
		await inLanes(
			Array.from({ length: count }, (_, index) => index),
			async (index) => ids.push((await retryUntilAnswered(() => this.place(this.#stores[index % this.#stores.length]!, kind))).id),
		);
		await this.until(ids, ({ order }) => order.status === "accepted");
		return ids;
	}

	place(storeId = this.#stores[0]!, kind: Kind = "goods"): Promise<OrderSnapshot> {
		const order = { storeId, ...WANTED[kind], payment: { timing: "on_receipt" } };
		return onceInSight(() => this.#driver.call("order.place", order, CUSTOMER));
	}

	/** Polls until all orders satisfy the check. Returns those that do not in the end. */
	async until(ids: readonly string[], check: (records: OrderRecords) => boolean, within = SETTLE_TIMEOUT_MS): Promise<OrderRecords[]> {
		let failing: OrderRecords[] = [];
		for (const deadline = Date.now() + within; ; await sleep(POLL_INTERVAL_MS)) {
			const remaining = failing.length > 0 ? failing.map(({ id }) => id) : ids;
			failing = (await this.read(remaining)).filter((records) => !records.order || !check(records));
			if (failing.length === 0 || Date.now() > deadline) return failing;
		}
	}

	async read(ids: readonly string[]): Promise<OrderRecords[]> {
		const records: OrderRecords[] = [];
		for (let from = 0; from < ids.length; from += PAGE_SIZE) records.push(...(await this.#readPage(ids.slice(from, from + PAGE_SIZE))));
		return records;
	}

	async #readPage(ids: string[]): Promise<OrderRecords[]> {
		const [orders, tickets, copies, stocks, deliveries, riders] = await Promise.all([
			this.#many(inspect.order.many, ids),
			this.#many(inspect.brew.many, ids),
			this.#many(inspect["store-order"].many, ids),
			this.#many(inspect.stock.many, this.#stores),
			this.#many(inspect.delivery.many, ids),
			this.#many(inspect.rider.many, ids.map(riderOf)),
		]);
		const reserved = new Set([...stocks.values()].flatMap((stock) => Object.keys(stock.reserved)));
		return ids.map((id) => ({
			id,
			order: orders.get(id)!,
			ticket: tickets.get(id),
			copy: copies.get(id),
			reserved: reserved.has(id),
			delivery: deliveries.get(id),
			job: riders.get(riderOf(id))?.job ?? null,
		}));
	}

	/** Returns nothing if the service is unavailable. */
	async #many<State>(many: Callable<{ ids: string[] }, Inspected<State>[]>, ids: string[]): Promise<Map<string, State>> {
		const found = await call(this.#driver, many, { ids }, { timeout: 2_000 }).catch(() => []);
		return new Map(found.map(({ id, state }) => [id, state]));
	}

	async #createStore(storeId: string): Promise<void> {
		const name = { ko: "훈련점", en: "Drill" };
		const location = { address: "서울", lat: 37.5, lng: 127 };
		await retryUntilAnswered(() => call(this.#driver, store.create, { id: storeId, name, location })).catch(ignoreExisting);
		await retryUntilAnswered(() =>
			call(this.#driver, store.putProduct, { storeId, productId: "latte", name, price: 5000, prepSeconds: 60 }),
		);
		await retryUntilAnswered(() => call(this.#driver, store.change, { storeId, autoAccept: true }));
		await retryUntilAnswered(() => call(this.#driver, stock.set, { storeId, productId: "latte", onHand: ON_HAND }));
		await this.#waitUntilKnown(storeId);
		this.#stores.push(storeId);
	}

	/** The order service learns of a store by message. */
	async #waitUntilKnown(storeId: string): Promise<void> {
		for (const until = Date.now() + SETTLE_TIMEOUT_MS; Date.now() < until; await sleep(20)) {
			const known = await call(this.#driver, orderMenu.of, { storeId });
			if (known?.autoAccept) return;
		}
		throw new Error(`The order service has not received the store ${storeId}.`);
	}
}
