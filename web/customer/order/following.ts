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
import { useAgain } from "./again.ts";
import { type Followed, hear, newest, ofOrder, withCancellation } from "./order-state.ts";

/** A page of the customer's that is made of messages may know an order a moment after the order itself. */
const PAGE_LAG_MS = 700;

const nameOf = ({ type, version }: OrderEvent): string => `${type} ${version}`;

/** One order, as whoever speaks of it first tells it: its service, the customer's page, the stream. */
export class Following {
	readonly order: Signal<Followed | undefined> = signal(undefined);
	readonly happened: Signal<OrderEvent[]> = signal([]);
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
		this.#order.value.subscribe((order) => order && this.#learn(ofOrder(order)));
		this.#page.value.subscribe((page) => page && this.#learn(page));
		this.#history.value.subscribe((history) => history && this.#remember(history.items, this.happened.value));
	}

	/** What stands in the way of knowing anything of it. */
	get problem(): Problem | undefined {
		return this.order.value ? undefined : this.#order.problem.value;
	}

	/** What keeps the order itself from being asked: what is shown of it is hearsay. */
	get absence(): Problem | undefined {
		const problem = this.#order.problem.value ?? this.#history.problem.value;
		return problem?.isRetryable ? problem : undefined;
	}

	get historyProblem(): Problem | undefined {
		return this.happened.value.length > 0 ? undefined : this.#history.problem.value;
	}

	load = async (): Promise<void> => {
		await Promise.all([this.#order.load(), this.#page.load(), this.#history.load()]);
	};

	/** What the answer to a cancel says. */
	learnCancellation(told: Cancellation): void {
		const known = this.order.value;
		if (known) this.order.value = withCancellation(known, told, new Date(serverTime()).toISOString());
	}

	/** Of a cancel that is held: the stream tells the decision, but not every attempt, and it may be cut. */
	lookUp = async (): Promise<void> => {
		const told = await get<Cancellation>(`/v1/orders/${this.#id}/cancellation`).catch(() => undefined);
		if (!told) return;
		this.learnCancellation(told);
		if (told.status !== "held") await this.load();
	};

	follow(): () => void {
		void this.load();
		const again = setTimeout(() => this.#page.problem.value && this.#page.load(), PAGE_LAG_MS);
		const deaf = listen(this.#hear);
		return () => {
			clearTimeout(again);
			deaf();
		};
	}

	#hear = (news: StreamEvent): void => {
		if (news.type === "opened") void this.load();
		if (news.orderId !== this.#id) return;
		const { at, type, version } = news;
		this.#remember(this.happened.value, [{ id: `${type}/${version}`, type, at, version, data: news }]);
		if (this.order.value) this.order.value = hear(this.order.value, news);
		else void this.load();
		if (type.startsWith("delivery.") && type !== "delivery.moved") void this.delivery.load();
	};

	#learn(told: Followed): void {
		const known = this.order.value;
		this.order.value = known ? newest(known, told) : told;
	}

	/** Each event once, whether the history or the stream has brought it. */
	#remember(first: OrderEvent[], then: OrderEvent[]): void {
		const known = new Set(first.map(nameOf));
		this.happened.value = [...first, ...then.filter((event) => !known.has(nameOf(event)))];
	}
}

export function useFollowing(id: string): Following {
	const following = useMemo(() => new Following(id), [id]);
	useEffect(() => following.follow(), [following]);
	useAgain(following.absence, following.load);
	return following;
}
