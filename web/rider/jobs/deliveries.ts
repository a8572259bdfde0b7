import type { Delivery } from "../../../contracts/delivery.ts";
import { isInHand, isOver } from "./duties.ts";

const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul" });

/** What is told, unless it or an answer tells something newer of the same. */
export const newest = (known: readonly Delivery[], told: readonly Delivery[]): Delivery[] => {
	const latest = new Map(told.map((delivery) => [delivery.orderId, delivery]));
	for (const delivery of [...told, ...known]) {
		const other = latest.get(delivery.orderId);
		if (other && other.version < delivery.version) latest.set(delivery.orderId, delivery);
	}
	return [...latest.values()];
};

/** What a rider sees of deliveries: what is in hand, what is nobody's yet, what was done today. */
export interface Sorted {
	mine: Delivery[];
	open: Delivery[];
	doneToday: Delivery[];
}

export const sorted = (deliveries: readonly Delivery[], riderId: string, now: number): Sorted => {
	const own = deliveries.filter((delivery) => delivery.riderId === riderId);
	return {
		mine: own.filter(isInHand),
		open: deliveries.filter(({ status }) => status === "requested"),
		doneToday: own.filter((delivery) => isOver(delivery) && DAY.format(Date.parse(delivery.updatedAt)) === DAY.format(now)),
	};
};
