import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { Callable } from "../../contracts/contract.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import { type Inspected, inspect } from "../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { orderMenu } from "../../contracts/order.ts";
import { stock } from "../../contracts/stock.ts";
import { store } from "../../contracts/store.ts";
import type { StoreOrderSnapshot } from "../../contracts/store-order.ts";
import { call } from "../../lib/broker/contract.ts";

/** Enough that no store's stock becomes the one document that everything waits for. */
const ORDERS_PER_STORE = 50;
const ON_HAND = 100_000;
const LANES = 24;
const PAGE = 200;
const SETTLED_WITHIN = 180_000;
const LOOK_EVERY = 200;

export const CUSTOMER = { meta: { caller: { accountId: "acc_drill", roles: ["customer"] } } };

/** One order as everybody who has a part in it knows it. */
export interface Seen {
	id: string;
	order: OrderSnapshot;
	ticket: BrewSnapshot | undefined;
	copy: StoreOrderSnapshot | undefined;
	reserved: boolean;
	delivery: DeliverySnapshot | undefined;
	/** What its rider has in hand. */
	job: { orderId: string; confirmed: boolean } | null;
}

const FROM = { address: "서울 마포구", lat: 37.55, lng: 126.91 };
const TO = { address: "인천 연수구", lat: 37.49, lng: 126.72 };
const WANTED = {
	goods: { kind: "goods", fulfilment: "pickup", lines: [{ productId: "latte", quantity: 1 }] },
	parcel: { kind: "parcel", parcel: { item: "documents", size: "small", weightKg: 1, from: FROM, to: TO } },
};
type Kind = keyof typeof WANTED;

/** Each order has a rider of its own, so that riders are no part of a race. */
export const riderOf = (orderId: string): string => `rider-${orderId}`;

/** A task for each item, some at a time. */
export async function inLanes<Item>(items: readonly Item[], task: (item: Item) => Promise<unknown>, lanes = LANES): Promise<void> {
	const left = items.values();
	const lane = async () => {
		for (const item of left) await task(item);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}

const OUT_OF_SIGHT = ["SERVICE_NOT_AVAILABLE", "SERVICE_NOT_FOUND"];
/** After these the call may have had its effect. */
const UNKNOWN = ["REQUEST_REJECTED", "REQUEST_TIMEOUT"];

const insist = async <Result>(call: () => Promise<Result>, types: string[]): Promise<Result> => {
	for (const until = Date.now() + SETTLED_WITHIN; ; await sleep(100)) {
		try {
			return await call();
		} catch (error) {
			if (!types.includes((error as { type?: string }).type ?? "") || Date.now() > until) throw error;
		}
	}
};

/** A node that has just come back, on a busy machine, may be out of the driver's sight for some seconds. */
export const onceInSight = <Result>(call: () => Promise<Result>): Promise<Result> => insist(call, OUT_OF_SIGHT);

/** For calls that may be repeated whatever has become of the first. */
const untilAnswered = <Result>(call: () => Promise<Result>): Promise<Result> => insist(call, [...OUT_OF_SIGHT, ...UNKNOWN]);

const ignoreExisting = (error: { type?: string }): void => {
	if (error.type !== "store_exists") throw error;
};

/** Stores that accept by themselves and brew by hand, and customers who order there. */
export class Shop {
	#driver: ServiceBroker;
	#stores: string[] = [];

	constructor(driver: ServiceBroker) {
		this.#driver = driver;
	}

	/** So many orders, accepted; a call without an answer may leave one more. */
	async order(count: number, kind: Kind = "goods"): Promise<string[]> {
		while (this.#stores.length * ORDERS_PER_STORE < count) await this.#open(`drill-${this.#stores.length}`);
		const ids: string[] = [];
		await inLanes(
			Array.from({ length: count }, (_, index) => index),
			async (index) => ids.push((await untilAnswered(() => this.place(this.#stores[index % this.#stores.length]!, kind))).id),
		);
		await this.until(ids, ({ order }) => order.status === "accepted");
		return ids;
	}

	place(storeId = this.#stores[0]!, kind: Kind = "goods"): Promise<OrderSnapshot> {
		const order = { storeId, ...WANTED[kind], payment: { timing: "on_receipt" } };
		return onceInSight(() => this.#driver.call("order.place", order, CUSTOMER));
	}

	/** Looks until everything is as it should be, and returns what is not in the end. */
	async until(ids: readonly string[], isRight: (seen: Seen) => boolean, within = SETTLED_WITHIN): Promise<Seen[]> {
		let wrong: Seen[] = [];
		for (const deadline = Date.now() + within; ; await sleep(LOOK_EVERY)) {
			wrong = (await this.look(wrong.length > 0 ? wrong.map(({ id }) => id) : ids)).filter((seen) => !seen.order || !isRight(seen));
			if (wrong.length === 0 || Date.now() > deadline) return wrong;
		}
	}

	async look(ids: readonly string[]): Promise<Seen[]> {
		const seen: Seen[] = [];
		for (let from = 0; from < ids.length; from += PAGE) seen.push(...(await this.#lookAt(ids.slice(from, from + PAGE))));
		return seen;
	}

	async #lookAt(ids: string[]): Promise<Seen[]> {
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

	/** Nothing is known of the documents of a service that is away. */
	async #many<State>(many: Callable<{ ids: string[] }, Inspected<State>[]>, ids: string[]): Promise<Map<string, State>> {
		const found = await call(this.#driver, many, { ids }, { timeout: 2_000 }).catch(() => []);
		return new Map(found.map(({ id, state }) => [id, state]));
	}

	async #open(storeId: string): Promise<void> {
		const name = { ko: "훈련점", en: "Drill" };
		const location = { address: "서울", lat: 37.5, lng: 127 };
		await untilAnswered(() => call(this.#driver, store.create, { id: storeId, name, location })).catch(ignoreExisting);
		await untilAnswered(() => call(this.#driver, store.putProduct, { storeId, productId: "latte", name, price: 5000, prepSeconds: 60 }));
		await untilAnswered(() => call(this.#driver, store.change, { storeId, autoAccept: true }));
		await untilAnswered(() => call(this.#driver, stock.set, { storeId, productId: "latte", onHand: ON_HAND }));
		await this.#isKnown(storeId);
		this.#stores.push(storeId);
	}

	/** The order service hears of a store by message. */
	async #isKnown(storeId: string): Promise<void> {
		for (const until = Date.now() + SETTLED_WITHIN; Date.now() < until; await sleep(20)) {
			const known = await call(this.#driver, orderMenu.of, { storeId });
			if (known?.autoAccept) return;
		}
		throw new Error(`The order service has not heard of ${storeId}.`);
	}
}
