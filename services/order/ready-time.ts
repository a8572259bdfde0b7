import type { OrderSnapshot } from "../../contracts/order.ts";

type ReadyTime = OrderSnapshot["promise"];

/** The store's ready time replaces the estimate; the delivery time moves by the same difference. */
export const withStoreTime = ({ deliveredBy, readyAt }: ReadyTime, storeTime: number | null): ReadyTime => ({
	readyAt: storeTime,
	deliveredBy: deliveredBy === null || storeTime === null ? deliveredBy : deliveredBy + storeTime - (readyAt ?? storeTime),
});

/** A parcel has no ready time. Riders can fetch it from acceptance on, so its delivery time moves by the wait for acceptance. */
export const whenAccepted = (
	order: Pick<OrderSnapshot, "createdAt" | "for" | "kind" | "promise">,
	storeTime: number | null,
	at: number,
): ReadyTime => {
	const { deliveredBy } = order.promise;
	if (order.for != null) return order.promise;
	if (order.kind === "goods" || deliveredBy === null) return withStoreTime(order.promise, storeTime);
	return { readyAt: null, deliveredBy: deliveredBy + at - order.createdAt };
};
