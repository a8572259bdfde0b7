import type { Line } from "../../contracts/notation/common.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import type { StoreSnapshot } from "../../contracts/store.ts";
import { capacityAt, hasRoom } from "../../lib/domain/hours/capacity.ts";
import { openingAt } from "../../lib/domain/hours/opening-hours.ts";
import { MAX_AHEAD, SLOT, slotOf } from "../../lib/domain/hours/schedule.ts";
import { addDays, dateText, dayOf, instantOf } from "../../lib/domain/hours/time-zone.ts";
import { readInstant } from "../../lib/domain/instant.ts";
import { preparation } from "../../lib/domain/preparation-time.ts";
import { Invalid } from "../../lib/domain/refusal.ts";
import { StoreClosed } from "./order.errors.ts";

interface Wanted {
	/** The requested `for`. */
	text: string;
	kind: OrderSnapshot["kind"];
	lines: Line[];
	/** From the store's counter to the customer's door; 0 for a pick-up. */
	rideMs: number;
}
interface Moment {
	store: StoreSnapshot;
	at: number;
	timeZone: string;
}

const SLOTS_SEARCHED = 96;

export const slotKey = (storeId: string, at: number): string => `${storeId}@${slotOf(at)}`;

const check = (isBroken: boolean, message: string): void => {
	if (isBroken) throw new Invalid("for", message);
};

/** The store must be open while the order is made and when it is picked up. */
const checkOpen = (begins: number, readyAt: number, { store, timeZone }: Moment): void => {
	for (const at of [begins, readyAt]) {
		const { openNow, opensAt } = openingAt(store, at, timeZone);
		if (!openNow) throw new StoreClosed(store.id, opensAt);
	}
};

/** What a scheduled order is promised, and the slot in which it is made. A parcel is not made. */
export const scheduled = ({ kind, lines, rideMs, text }: Wanted, moment: Moment) => {
	const { at, store } = moment;
	const wantedAt = readInstant(text, "for");
	const readyAt = wantedAt - rideMs;
	const begins = readyAt - preparation(lines);
	check(wantedAt % SLOT !== 0, "Must be the beginning of a quarter of an hour.");
	check(wantedAt > at + MAX_AHEAD, "Must be at most 7 days ahead.");
	check(begins < at, `Must be at ${new Date(Math.ceil((at + wantedAt - begins) / SLOT) * SLOT).toISOString()} or later.`);
	checkOpen(begins, readyAt, moment);
	const isMade = kind === "goods";
	return {
		for: wantedAt,
		promise: { readyAt: isMade ? readyAt : null, deliveredBy: rideMs > 0 ? wantedAt : null },
		...(rideMs > 0 ? { dispatchAt: readyAt } : undefined),
		...(isMade ? { slot: slotKey(store.id, readyAt) } : undefined),
	};
};

/** Whether the store is still open for a scheduled order. The switch `open` is about now, so it does not count. */
export const canBeKept = (
	order: Pick<OrderSnapshot, "dispatchAt" | "for" | "lines" | "promise">,
	{ store, timeZone }: Omit<Moment, "at">,
) => {
	const readyAt = order.promise.readyAt ?? order.dispatchAt ?? order.for;
	if (readyAt == null) return true;
	const switchedOn = { ...store, open: true };
	return [readyAt - preparation(order.lines), readyAt].every((at) => openingAt(switchedOn, at, timeZone).openNow);
};

export const itemsOf = (lines: Pick<Line, "quantity">[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** The slots of a day that can still be ordered for, on which the store is open. */
export const slotsOf = (date: string | undefined, { at, store, timeZone }: Moment): number[] => {
	const day = date === undefined ? dayOf(at, timeZone) : Date.parse(`${date}T00:00:00Z`);
	if (Number.isNaN(day) || (date !== undefined && dateText(day) !== date)) throw new Invalid("date", "There is no such day.");
	const from = Math.max(instantOf(day, 0, timeZone), slotOf(at) + SLOT);
	const until = Math.min(instantOf(addDays(day, 1), 0, timeZone), at + MAX_AHEAD + 1);
	const slots = Array.from({ length: Math.max(0, Math.ceil((until - from) / SLOT)) }, (_, index) => from + index * SLOT);
	return slots.filter((slot) => openingAt(store, slot, timeZone).openNow);
};

/** The slots after this one that the search for a free one looks at. */
export const nextSlots = (after: number): number[] =>
	Array.from({ length: SLOTS_SEARCHED }, (_, index) => slotOf(after) + (index + 1) * SLOT);

/** `used` has the items of the scheduled orders by slot. */
export const isFree = (slot: number, items: number, used: Map<string, number>, { store, timeZone }: Omit<Moment, "at">): boolean =>
	hasRoom(used.get(slotKey(store.id, slot)) ?? 0, items, capacityAt(store, slot, timeZone));

export const nextFreeSlot = (after: number, items: number, used: Map<string, number>, moment: Omit<Moment, "at">): number | null =>
	nextSlots(after).find((slot) => openingAt(moment.store, slot, moment.timeZone).openNow && isFree(slot, items, used, moment)) ?? null;
