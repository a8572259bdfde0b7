import type { Delivery } from "../../../contracts/delivery.ts";
import { isInHand, isOver } from "./rider-commands.ts";

const DAY = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Seoul" });

/** The listed deliveries, each in the newest version that the lists or an earlier response had. */
export const mergeNewest = (known: readonly Delivery[], listed: readonly Delivery[]): Delivery[] => {
	const latest = new Map(listed.map((delivery) => [delivery.orderId, delivery]));
	for (const delivery of [...listed, ...known]) {
		const other = latest.get(delivery.orderId);
		if (other && other.version < delivery.version) latest.set(delivery.orderId, delivery);
	}
	return [...latest.values()];
};

/** The rider's own deliveries, those without a rider, and those that the rider ended today. */
export interface GroupedDeliveries {
	mine: Delivery[];
	open: Delivery[];
	doneToday: Delivery[];
}

export const groupDeliveries = (deliveries: readonly Delivery[], riderId: string, now: number): GroupedDeliveries => {
	const own = deliveries.filter((delivery) => delivery.riderId === riderId);
	return {
		mine: own.filter(isInHand),
		open: deliveries.filter(({ status }) => status === "requested"),
		doneToday: own.filter((delivery) => isOver(delivery) && DAY.format(Date.parse(delivery.updatedAt)) === DAY.format(now)),
	};
};
