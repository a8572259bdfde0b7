import { isoOrNull } from "../../lib/domain/iso-time.ts";
import { showOrder } from "../../lib/domain/order-view.ts";
import type { ActorDocument } from "../../lib/storage/actor-store.ts";
import type { Order } from "./order.ts";

/** A held cancellation as operators see it. */
export const showHeld = ({ id, cancellation }: Order) => ({
	orderId: id,
	requestedAt: isoOrNull(cancellation?.requestedAt ?? null),
	attempts: cancellation?.attempts ?? 0,
	nextAttemptAt: isoOrNull(cancellation?.nextAttemptAt ?? null),
});

/** The order as the API shows it. */
export const show = ({ state: { awaits: _, later: __, slot: ___, ...order }, version }: Pick<ActorDocument<Order>, "state" | "version">) =>
	showOrder(order, version);

export const showManaged = (document: Pick<ActorDocument<Order>, "state" | "version">) => ({
	...show(document),
	customerId: document.state.customerId,
	riderId: document.state.riderId,
});
