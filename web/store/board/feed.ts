import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";
import type { RiderOnShift } from "../../../contracts/rider.ts";
import type { StockItem } from "../../../contracts/stock.ts";
import type { Menu, Store } from "../../../contracts/store.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { get } from "../../shared/api.ts";
import { listen, type StreamEvent } from "../../shared/live.ts";
import { Resource } from "../../shared/resource.ts";
import { all } from "../pages.ts";
import { forget, keep, recall, remember, type Seen, whenKept } from "./cancelled-tickets.ts";
import { follow, isOpen, merge, withoutOld } from "./merge.ts";

const OPEN = "submitted,accepted,preparing,ready,in_transit";
const ENDED = "completed,cancelled,rejected,unanswered,uncollected";
const UNDER_WAY = "requested,assigned,accepted,in_transit";
const RECENT = 100;
/** What belongs together comes together. */
const GAP_MS = 100;
/** Nobody says that a PIN was wrong. */
const LOOK_AT_RIDERS_MS = 15_000;

/** What else of the store's changes when somebody says something. */
const CONCERNS: Record<string, ("store" | "menu" | "stock" | "deliveries" | "riders")[]> = {
	store: ["store", "menu"],
	stock: ["menu", "stock"],
	brew: ["store", "stock"],
	delivery: ["deliveries", "riders"],
};

/** All that a store's board knows: asked for once, then told, and asked for again when something has happened. */
export class Feed {
	readonly storeId: string;
	readonly orders: Signal<ReadonlyMap<string, StoreOrder>> = signal(new Map());
	readonly seen: Signal<Seen>;
	/** Orders that somebody wants cancelled and whose maker has not answered. */
	readonly held: Signal<ReadonlySet<string>> = signal(new Set());
	readonly open: Resource<StoreOrder[]>;
	readonly ended: Resource<{ items: StoreOrder[] }>;
	readonly deliveries: Resource<Delivery[]>;
	readonly riders = new Resource<{ items: RiderOnShift[] }>("/v1/riders?limit=100");
	readonly store: Resource<Store>;
	readonly menu: Resource<Menu>;
	readonly stock: Resource<{ items: StockItem[] }>;
	readonly triesLeft = computed(
		() => new Map((this.deliveries.value.value ?? []).map(({ orderId, triesLeft }) => [orderId, triesLeft] as const)),
	);
	#kept: Seen;
	#soon = new Map<() => unknown, ReturnType<typeof setTimeout>>();

	constructor(storeId: string) {
		const path = `/v1/stores/${storeId}`;
		this.storeId = storeId;
		this.#kept = recall(storeId);
		this.seen = signal(this.#kept);
		this.open = new Resource(path, () => all<StoreOrder>(`${path}/orders?status=${OPEN}`));
		this.ended = new Resource(`${path}/orders?status=${ENDED}&limit=${RECENT}`);
		this.deliveries = new Resource(path, () => all<Delivery>(`/v1/deliveries?status=${UNDER_WAY}`));
		this.store = new Resource(path);
		this.menu = new Resource(`${path}/menu`);
		this.stock = new Resource(`${path}/stock`);
	}

	/** Until what it returns is called. */
	start(): () => void {
		this.#loadAll();
		const ends = [
			listen((news) => this.#hear(news)),
			effect(() => this.#takeOpen(this.open.value.value)),
			effect(() => this.#takeEnded(this.ended.value.value?.items)),
			effect(() => this.#keep(this.seen.value)),
			whenKept(this.storeId, () => {
				this.#kept = recall(this.storeId);
				this.seen.value = this.#kept;
			}),
		];
		const looking = setInterval(() => this.#lookAtRiders(), LOOK_AT_RIDERS_MS);
		return () => {
			clearInterval(looking);
			for (const timer of this.#soon.values()) clearTimeout(timer);
			for (const end of ends) end();
		};
	}

	#keep(seen: Seen): void {
		keep(this.storeId, this.#kept, seen);
		this.#kept = seen;
	}

	/** What a command was answered with. */
	learn(orders: StoreOrder[]): void {
		const known = new Map(this.orders.peek());
		for (const order of orders) known.set(order.id, merge(known.get(order.id), order));
		this.#set(known);
	}

	learnBrew(orderId: string, brew: NonNullable<StoreOrder["brew"]>): void {
		const order = this.orders.peek().get(orderId);
		if (order) this.learn([{ ...order, brew }]);
	}

	/** Somebody knows that it is gone. */
	see(orderId: string): void {
		this.seen.value = forget(this.seen.value, [orderId]);
	}

	/** After a refusal: what is shown here is not what is. */
	again(): void {
		this.#loadSoon(this.open.load);
		this.#loadSoon(this.ended.load);
		this.#loadSoon(this.deliveries.load);
	}

	#set(known: ReadonlyMap<string, StoreOrder>): void {
		this.seen.value = remember(this.seen.peek(), known.values());
		this.orders.value = withoutOld(known, this.seen.peek());
	}

	#loadAll(): void {
		for (const { load } of [this.store, this.menu, this.stock, this.deliveries, this.riders]) void load();
		void this.open.load().then(() => {
			void this.ended.load();
			void this.#askForHeld();
		});
	}

	#loadSoon(load: () => unknown): void {
		if (this.#soon.has(load)) return;
		const timer = setTimeout(() => {
			this.#soon.delete(load);
			load();
		}, GAP_MS);
		this.#soon.set(load, timer);
	}

	#hear(news: StreamEvent): void {
		const { orderId, storeId, type } = news;
		if (type === "opened") this.#loadAll();
		if (type === "delivery.moved" || (typeof storeId === "string" && storeId !== this.storeId)) return;
		const [sender] = type.split(".");
		if (sender === "order") this.#follow(news as StreamEvent & Order);
		for (const name of CONCERNS[sender ?? ""] ?? []) this.#loadSoon(this[name].load);
		if (orderId) this.#loadSoon(this.open.load);
	}

	/** The store's own copy may be a moment behind what its order says. */
	#follow(order: Order): void {
		this.#hold(order);
		const known = this.orders.peek().get(order.id);
		if (known) this.#set(new Map(this.orders.peek()).set(known.id, follow(known, order)));
	}

	#hold({ cancellation, id }: Order): void {
		const held = new Set(this.held.peek());
		if (cancellation?.status === "held") held.add(id);
		else held.delete(id);
		this.held.value = held;
	}

	/** Only what no maker has begun may have a wish to cancel that waits. */
	async #askForHeld(): Promise<void> {
		for (const { id, status } of this.open.value.peek() ?? []) if (status === "accepted") await this.#ask(id);
	}

	async #ask(orderId: string): Promise<void> {
		const order = await get<Order>(`/v1/orders/${orderId}`).catch(() => undefined); // the next news asks again
		if (order) this.#follow(order);
	}

	#takeOpen(orders: StoreOrder[] | undefined): void {
		if (!orders) return;
		this.learn(orders);
		const here = new Set(orders.map(({ id }) => id));
		for (const order of this.orders.peek().values()) if (isOpen(order) && !here.has(order.id)) void this.#ask(order.id);
	}

	/** What neither list has is too long ago for anybody to look for it. */
	#takeEnded(orders: StoreOrder[] | undefined): void {
		if (!orders) return;
		this.learn(orders);
		const isUnknown = (id: string) => !this.orders.peek().has(id);
		if (this.open.value.peek()) this.seen.value = forget(this.seen.peek(), Object.keys(this.seen.peek()).filter(isUnknown));
	}

	#lookAtRiders(): void {
		const isRiding = [...this.orders.peek().values()].some(({ status }) => status === "in_transit");
		if (isRiding && !document.hidden) void this.deliveries.load();
	}
}
