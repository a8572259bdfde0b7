import { computed, effect, type Signal, signal } from "@preact/signals";
import type { Delivery } from "../../../contracts/delivery.ts";
import type { Menu } from "../../../contracts/menu/items.ts";
import type { Order } from "../../../contracts/order.ts";
import type { RiderOnShift } from "../../../contracts/rider.ts";
import type { StockItem } from "../../../contracts/stock.ts";
import type { Store } from "../../../contracts/store.ts";
import type { StoreOrder } from "../../../contracts/store-order.ts";
import { get, getAll } from "../../shared/api.ts";
import { listen, type StreamEvent } from "../../shared/live.ts";
import { Resource } from "../../shared/resource.ts";
import { forgetColumns, type LastColumns, loadColumns, onColumnsChange, recordColumns, saveColumns } from "./cancelled-tickets.ts";
import { applyEvent, dropOldOrders, isOpen, merge } from "./merge.ts";

const OPEN = "submitted,accepted,preparing,ready,in_transit";
const ENDED = "completed,cancelled,rejected,unanswered,uncollected";
const UNDER_WAY = "requested,assigned,accepted,in_transit";
const RECENT = 100;
/** Events of one change arrive together, so one reload serves them all. */
const RELOAD_DELAY_MS = 100;
/** The event of a wrong PIN is not repeated after an interruption, so deliveries under way are polled. */
const DELIVERIES_POLL_MS = 15_000;

/** What to reload after an event, by the service that published it. */
const RELOADS: Record<string, ("store" | "menu" | "stock" | "deliveries" | "riders")[]> = {
	store: ["store", "menu"],
	stock: ["menu", "stock"],
	brew: ["store", "stock"],
	delivery: ["deliveries", "riders"],
};

/** The data of a store's board: loaded at the start, updated by events, and reloaded after them. */
export class Feed {
	readonly storeId: string;
	readonly orders: Signal<ReadonlyMap<string, StoreOrder>> = signal(new Map());
	readonly lastColumns: Signal<LastColumns>;
	/** Orders whose cancellation waits for the decision of the brew or delivery service. */
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
	#savedColumns: LastColumns;
	#scheduled = new Map<() => unknown, ReturnType<typeof setTimeout>>();

	constructor(storeId: string) {
		const path = `/v1/stores/${storeId}`;
		this.storeId = storeId;
		this.#savedColumns = loadColumns(storeId);
		this.lastColumns = signal(this.#savedColumns);
		this.open = new Resource(path, () => getAll<StoreOrder>(`${path}/orders?status=${OPEN}`));
		this.ended = new Resource(`${path}/orders?status=${ENDED}&limit=${RECENT}`);
		this.deliveries = new Resource(path, () => getAll<Delivery>(`/v1/deliveries?status=${UNDER_WAY}`));
		this.store = new Resource(path);
		this.menu = new Resource(`${path}/menu`);
		this.stock = new Resource(`${path}/stock`);
	}

	/** Loads everything and follows events. Returns a function that stops it. */
	start(): () => void {
		this.#loadAll();
		const stops = [
			listen((event) => this.#onEvent(event)),
			effect(() => this.#onOpenLoaded(this.open.value.value)),
			effect(() => this.#onEndedLoaded(this.ended.value.value?.items)),
			effect(() => this.#saveColumns(this.lastColumns.value)),
			onColumnsChange(this.storeId, () => {
				this.#savedColumns = loadColumns(this.storeId);
				this.lastColumns.value = this.#savedColumns;
			}),
		];
		const polling = setInterval(() => this.#pollDeliveries(), DELIVERIES_POLL_MS);
		return () => {
			clearInterval(polling);
			for (const timer of this.#scheduled.values()) clearTimeout(timer);
			for (const stop of stops) stop();
		};
	}

	#saveColumns(columns: LastColumns): void {
		saveColumns(this.storeId, this.#savedColumns, columns);
		this.#savedColumns = columns;
	}

	/** Merges orders, for example from the response to a command. */
	apply(orders: StoreOrder[]): void {
		const known = new Map(this.orders.peek());
		for (const order of orders) known.set(order.id, merge(known.get(order.id), order));
		this.#set(known);
	}

	applyBrew(orderId: string, brew: NonNullable<StoreOrder["brew"]>): void {
		const order = this.orders.peek().get(orderId);
		if (order) this.apply([{ ...order, brew }]);
	}

	/** Removes a cancelled ticket that the staff have seen. */
	dismiss(orderId: string): void {
		this.lastColumns.value = forgetColumns(this.lastColumns.value, [orderId]);
	}

	/** For use after a rejected command, which shows that the board is out of date. */
	reload(): void {
		this.#scheduleLoad(this.open.load);
		this.#scheduleLoad(this.ended.load);
		this.#scheduleLoad(this.deliveries.load);
	}

	#set(known: ReadonlyMap<string, StoreOrder>): void {
		this.lastColumns.value = recordColumns(this.lastColumns.peek(), known.values());
		this.orders.value = dropOldOrders(known, this.lastColumns.peek());
	}

	#loadAll(): void {
		for (const { load } of [this.store, this.menu, this.stock, this.deliveries, this.riders]) void load();
		void this.open.load().then(() => {
			void this.ended.load();
			void this.#loadCancellations();
		});
	}

	#scheduleLoad(load: () => unknown): void {
		if (this.#scheduled.has(load)) return;
		const timer = setTimeout(() => {
			this.#scheduled.delete(load);
			load();
		}, RELOAD_DELAY_MS);
		this.#scheduled.set(load, timer);
	}

	#onEvent(event: StreamEvent): void {
		const { orderId, storeId, type } = event;
		if (type === "opened") this.#loadAll();
		if (type === "delivery.moved" || (typeof storeId === "string" && storeId !== this.storeId)) return;
		const [publisher] = type.split(".");
		if (publisher === "order") this.#applyOrder(event as StreamEvent & Order);
		for (const name of RELOADS[publisher ?? ""] ?? []) this.#scheduleLoad(this[name].load);
		if (orderId) this.#scheduleLoad(this.open.load);
		if (type === "delivery.failed") this.#scheduleLoad(this.ended.load); // why
	}

	/** Applies an order at once, because the store's own copy of it lags behind. */
	#applyOrder(order: Order): void {
		this.#trackCancellation(order);
		const known = this.orders.peek().get(order.id);
		if (known) this.#set(new Map(this.orders.peek()).set(known.id, applyEvent(known, order)));
	}

	#trackCancellation({ cancellation, id }: Order): void {
		const held = new Set(this.held.peek());
		if (cancellation?.status === "held") held.add(id);
		else held.delete(id);
		this.held.value = held;
	}

	/** Only accepted orders can have a held cancellation. */
	async #loadCancellations(): Promise<void> {
		for (const { id, status } of this.open.value.peek() ?? []) if (status === "accepted") await this.#loadOrder(id);
	}

	async #loadOrder(orderId: string): Promise<void> {
		const order = await get<Order>(`/v1/orders/${orderId}`).catch(() => undefined); // the next event loads it again
		if (order) this.#applyOrder(order);
	}

	#onOpenLoaded(orders: StoreOrder[] | undefined): void {
		if (!orders) return;
		this.apply(orders);
		const listed = new Set(orders.map(({ id }) => id));
		for (const order of this.orders.peek().values()) if (isOpen(order) && !listed.has(order.id)) void this.#loadOrder(order.id);
	}

	/** Forgets tickets that are in neither list: they are too old to matter. */
	#onEndedLoaded(orders: StoreOrder[] | undefined): void {
		if (!orders) return;
		this.apply(orders);
		const isUnknown = (id: string) => !this.orders.peek().has(id);
		if (this.open.value.peek())
			this.lastColumns.value = forgetColumns(this.lastColumns.peek(), Object.keys(this.lastColumns.peek()).filter(isUnknown));
	}

	#pollDeliveries(): void {
		const isUnderWay = [...this.orders.peek().values()].some(({ status }) => status === "in_transit");
		if (isUnderWay && !document.hidden) void this.deliveries.load();
	}
}
