import type { StoreSnapshot } from "../../../contracts/store.ts";
import { capacityAt, hasRoom } from "../../../lib/domain/hours/capacity.ts";
import { SLOT, slotOf } from "../../../lib/domain/hours/schedule.ts";
import { preparation } from "../../../lib/domain/preparation-time.ts";
import { queuedAt, type StoreOrder } from "../store-order.ts";
import { paceOf, type QueuedTicket, readyAtFor, startsAt } from "./ready-estimate.ts";

/** A store's work at one moment. */
export interface StoreQueue {
	/** Tickets in the queue and in the making, in the order of their placing. */
	open: QueuedTicket[];
	/** The last tickets that were made. */
	recent: QueuedTicket[];
	/** Items that are promised, by slot. Scheduled orders count, too. */
	promised: Map<number, number>;
}

const NO_LIMIT_AFTER_SLOTS = 96;

const itemsOf = ({ order }: StoreOrder): number => order.lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** Documents of earlier versions do not say when their tickets were started and made. */
const ticketOf = (state: StoreOrder): QueuedTicket => ({
	prepMs: preparation(state.order.lines),
	queuedAt: queuedAt(state) ?? state.acceptedAt ?? state.order.createdAt,
	startedAt: state.startedAt ?? null,
	madeAt: state.madeAt ?? null,
});

/** `accepted` are those that are not made yet, `made` the last ones that are. */
export const queueOf = (accepted: StoreOrder[], made: StoreOrder[], at: number): StoreQueue => {
	const goods = accepted.filter(({ order }) => order.kind === "goods");
	const promised = new Map<number, number>();
	for (const state of goods)
		if (state.readyAt !== null) promised.set(slotOf(state.readyAt), (promised.get(slotOf(state.readyAt)) ?? 0) + itemsOf(state));
	return {
		open: goods.filter((state) => (queuedAt(state) ?? at) <= at).map(ticketOf),
		recent: made.filter(({ order }) => order.kind === "goods").map(ticketOf),
		promised,
	};
};

/** Until a new ticket could be started; ms. */
export const waitOf = ({ open, recent }: StoreQueue, at: number): number => Math.round(startsAt(open, paceOf(recent, open, at), at) - at);

/** A slot that is full moves the promise to the next one. */
const withinCapacity = (readyAt: number, items: number, { promised }: StoreQueue, store: StoreSnapshot, timeZone: string): number => {
	if (!store.capacity) return readyAt;
	for (let index = 0; index < NO_LIMIT_AFTER_SLOTS; index++) {
		const at = index === 0 ? readyAt : slotOf(readyAt) + index * SLOT;
		if (hasRoom(promised.get(slotOf(at)) ?? 0, items, capacityAt(store, at, timeZone))) return at;
	}
	return readyAt;
};

/** What a new order is promised, from the queue as it is. A store that brews automatically makes everything at once. */
export const promiseOf = (
	lines: StoreOrder["order"]["lines"],
	queue: StoreQueue,
	store: StoreSnapshot | null,
	{ at, timeZone }: { at: number; timeZone: string },
): number => {
	const prepMs = preparation(lines);
	const ready = store?.autoBrew ? at + prepMs : readyAtFor(prepMs, queue.open, paceOf(queue.recent, queue.open, at), at);
	const readyAt = ready + (store?.extraMinutes ?? 0) * 60_000;
	const items = lines.reduce((sum, { quantity }) => sum + quantity, 0);
	return store ? withinCapacity(readyAt, items, queue, store, timeZone) : readyAt;
};

/** Until the queue is read again, so that orders of the same moment wait for each other. */
export const enqueue = (queue: StoreQueue, lines: StoreOrder["order"]["lines"], readyAt: number, at: number): void => {
	queue.open.push({ prepMs: preparation(lines), queuedAt: at, startedAt: null, madeAt: null });
	const items = lines.reduce((sum, { quantity }) => sum + quantity, 0);
	queue.promised.set(slotOf(readyAt), (queue.promised.get(slotOf(readyAt)) ?? 0) + items);
};
