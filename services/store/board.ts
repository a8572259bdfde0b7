import type { ServiceBroker } from "moleculer";
import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import { type Inspected, inspect } from "../../contracts/inspection.ts";
import type { Callable } from "../../contracts/notation/contract.ts";
import type { StoreOrder as StoreOrderView } from "../../contracts/store-order.ts";
import { call } from "../../lib/broker/contract.ts";
import { isoOrNull } from "../../lib/domain/iso-time.ts";
import { madeOf } from "../../lib/domain/ticket-progress.ts";
import type { StoreOrder } from "./store-order.ts";

/** An order's payment, brewing and delivery. The last two are null until they exist, and while their service is unavailable. */
export type Stages = Pick<StoreOrderView, "payment" | "brew" | "delivery">;

/** The longest that a board waits for one service before it is shown without it; ms. */
const TIMEOUT = 300;

/** Queried whenever a board is shown, because a local copy would be written at every step of every order. */
const snapshotsOf = async <Snapshot>(
	broker: ServiceBroker,
	many: Callable<{ ids: string[] }, Inspected<Snapshot>[]>,
	orders: StoreOrder[],
): Promise<Map<string, Snapshot>> => {
	const ids = orders.map(({ orderId }) => orderId);
	if (ids.length === 0) return new Map();
	try {
		const found = await call(broker, many, { ids }, { timeout: TIMEOUT, retries: 0 });
		return new Map(found.map(({ id, state }) => [id, state]));
	} catch (error) {
		broker.logger.debug(`Showing the board without ${many.name}: ${(error as Error).message}`);
		return new Map();
	}
};

const showBrew = (brew: BrewSnapshot | undefined): Stages["brew"] =>
	brew ? { status: brew.status, dueAt: isoOrNull(brew.dueAt), made: madeOf(brew) } : null;

const showDelivery = (delivery: DeliverySnapshot | undefined): Stages["delivery"] =>
	delivery ? { status: delivery.status, riderId: delivery.riderId, eta: isoOrNull(delivery.eta), reason: delivery.reason } : null;

export const stagesOf = async (broker: ServiceBroker, orders: StoreOrder[]): Promise<(order: StoreOrder) => Stages> => {
	const [payments, tickets, deliveries] = await Promise.all([
		snapshotsOf(broker, inspect.payment.many, orders),
		snapshotsOf(
			broker,
			inspect.brew.many,
			orders.filter(({ order }) => order.kind === "goods"),
		),
		snapshotsOf(
			broker,
			inspect.delivery.many,
			orders.filter(({ order }) => order.fulfilment === "delivery"),
		),
	]);
	return ({ order, orderId }) => ({
		payment: { timing: order.payment.timing, status: payments.get(orderId)?.status ?? order.payment.status },
		brew: showBrew(tickets.get(orderId)),
		delivery: showDelivery(deliveries.get(orderId)),
	});
};
