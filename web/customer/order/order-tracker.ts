import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Delivery } from "../../../contracts/delivery.ts";
import type { OrderEvent } from "../../../contracts/event-log.ts";
import type { MyPageOrder } from "../../../contracts/mypage.ts";
import type { Cancellation, Order } from "../../../contracts/order.ts";
import { get } from "../../shared/api.ts";
import { serverTime } from "../../shared/clock.ts";
import { listen, type StreamEvent } from "../../shared/live.ts";
import type { Problem } from "../../shared/problem.ts";
import { Resource } from "../../shared/resource.ts";
import { applyEvent, fromOrder, mergeOrders, type TrackedOrder, withCancellation } from "./order-state.ts";
import { useRetry } from "./use-retry.ts";

/** The read model of my page may lag a moment behind the order. */
const PAGE_LAG_MS = 700;

const keyOf = ({ type, version }: OrderEvent): string => `${type} ${version}`;

/** Events that are not in the history. */
const LIVE = ["delivery.moved", "delivery.pin_changed"];

/** One order, combined from its service, my page and the stream: the newest state of each part wins. */
export class OrderTracker {
	readonly order: Signal<TrackedOrder | undefined> = signal(undefined);
	readonly events: Signal<OrderEvent[]> = signal([]);
	readonly delivery: Resource<Delivery>;
	#order: Resource<Order>;
	#page: Resource<MyPageOrder>;
	#history: Resource<{ items: OrderEvent[] }>;
	#id: string;

	constructor(id: string) {
		this.#id = id;
		this.#order = new Resource(`/v1/orders/${id}`);
		this.#page = new Resource(`/v1/mypage/orders/${id}`);
		this.#history = new Resource(`/v1/orders/${id}/history`);
		this.delivery = new Resource(`/v1/deliveries/${id}`);
		this.#order.value.subscribe((order) => order && this.#merge(fromOrder(order)));
		this.#page.value.subscribe((page) => page && this.#merge(page));
		this.#history.value.subscribe((history) => history && this.#addEvents(history.items, this.events.value));
	}

	/** Why nothing is known of the order. */
	get problem(): Problem | undefined {
		return this.order.value ? undefined : this.#order.problem.value;
	}

	/** Why the order service cannot be reached. The view then shows the last known state. */
	get outage(): Problem | undefined {
		const problem = this.#order.problem.value ?? this.#history.problem.value;
		return problem?.isRetryable ? problem : undefined;
	}

	get historyProblem(): Problem | undefined {
		return this.events.value.length > 0 ? undefined : this.#history.problem.value;
	}

	load = async (): Promise<void> => {
		await Promise.all([this.#order.load(), this.#page.load(), this.#history.load()]);
	};

	setCancellation(cancellation: Cancellation): void {
		const known = this.order.value;
		if (known) this.order.value = withCancellation(known, cancellation, new Date(serverTime()).toISOString());
	}

	/** Reads a held cancellation: the stream carries the decision but not every attempt, and may be interrupted. */
	refreshCancellation = async (): Promise<void> => {
		const cancellation = await get<Cancellation>(`/v1/orders/${this.#id}/cancellation`).catch(() => undefined);
		if (!cancellation) return;
		this.setCancellation(cancellation);
		if (cancellation.status !== "held") await this.load();
	};

	/** Loads the order and subscribes to its events. Returns the function that stops it. */
	start(): () => void {
		void this.load();
		const timer = setTimeout(() => this.#page.problem.value && this.#page.load(), PAGE_LAG_MS);
		const unsubscribe = listen(this.#applyEvent);
		return () => {
			clearTimeout(timer);
			unsubscribe();
		};
	}

	#applyEvent = (event: StreamEvent): void => {
		if (event.type === "opened") void this.load();
		if (event.orderId !== this.#id) return;
		const { at, type, version } = event;
		if (!LIVE.includes(type)) this.#addEvents(this.events.value, [{ id: `${type}/${version}`, type, at, version, data: event }]);
		if (this.order.value) this.order.value = applyEvent(this.order.value, event);
		else void this.load();
		if (type.startsWith("delivery.") && type !== "delivery.moved") void this.delivery.load();
	};

	#merge(update: TrackedOrder): void {
		const known = this.order.value;
		this.order.value = known ? mergeOrders(known, update) : update;
	}

	/** Adds each event once, whether it comes from the history or the stream. */
	#addEvents(before: OrderEvent[], added: OrderEvent[]): void {
		const known = new Set(before.map(keyOf));
		this.events.value = [...before, ...added.filter((event) => !known.has(keyOf(event)))];
	}
}

export function useOrderTracker(id: string): OrderTracker {
	const tracker = useMemo(() => new OrderTracker(id), [id]);
	useEffect(() => tracker.start(), [tracker]);
	useRetry(tracker.outage, tracker.load);
	return tracker;
}
