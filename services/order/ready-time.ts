import type { OrderSnapshot } from "../../contracts/order.ts";

type Promised = OrderSnapshot["promise"];

/** The store has named its time, and what is to be brought comes as much later as it is ready later. */
export const readyBy = ({ deliveredBy, readyAt }: Promised, named: number | null): Promised => ({
	readyAt: named,
	deliveredBy: deliveredBy === null || named === null ? deliveredBy : deliveredBy + named - (readyAt ?? named),
});

/** A parcel has no such time: it can be fetched from its acceptance on, and not, as first reckoned, since it was placed. */
export const acceptedAt = (order: Pick<OrderSnapshot, "createdAt" | "kind" | "promise">, named: number | null, at: number): Promised => {
	const { deliveredBy } = order.promise;
	if (order.kind === "goods" || deliveredBy === null) return readyBy(order.promise, named);
	return { readyAt: null, deliveredBy: deliveredBy + at - order.createdAt };
};
