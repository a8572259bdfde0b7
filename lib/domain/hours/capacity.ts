import type { StoreSnapshot } from "../../../contracts/store.ts";
import { boundsOf } from "./opening-hours.ts";
import { minutesOfDay } from "./time-zone.ts";

const DAY_MINUTES = 24 * 60;

/** Items that a store can make in the quarter of an hour at this time. Stores that do not say are not limited. */
export const capacityAt = ({ capacity }: Pick<StoreSnapshot, "capacity">, at: number, zone: string): number => {
	if (!capacity) return Number.POSITIVE_INFINITY;
	const minutes = minutesOfDay(at, zone);
	const daypart = capacity.dayparts?.find((one) => {
		const [from, until] = boundsOf(one);
		return (from <= minutes && minutes < until) || minutes + DAY_MINUTES < until;
	});
	return daypart?.itemsPer15Minutes ?? capacity.itemsPer15Minutes;
};

/** An empty slot takes any order: a large one could never be placed otherwise. */
export const hasRoom = (used: number, items: number, capacity: number): boolean => used === 0 || used + items <= capacity;
