import type { ServiceBroker } from "moleculer";
import type { BrewSnapshot } from "../../contracts/brew.ts";
import type { Callable } from "../../contracts/contract.ts";
import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import { type Inspected, inspect } from "../../contracts/inspection.ts";
import type { StoreOrder as StoreOrderView } from "../../contracts/store-order.ts";
import { call } from "../../lib/broker/contract.ts";
import { isoOrNull } from "../../lib/domain/iso-time.ts";
import type { StoreOrder } from "./store-order.ts";

/** The current state of an order's payment, brew and delivery. Brew and delivery are null until they exist, or while they are away. */
export type Stages = Pick<StoreOrderView, "payment" | "brew" | "delivery">;

type Known<Snapshot> = Map<string, Snapshot>;

/** After this a board is shown without that service's state. */
const TIMEOUT = 300;

/** Read when a board is shown: it changes on every step, and a copy would have to be written as often. */
const known = async <Snapshot>(
	broker: ServiceBroker,
	many: Callable<{ ids: string[] }, Inspected<Snapshot>[]>,
	orders: StoreOrder[],
): Promise<Known<Snapshot>> => {
	const ids = orders.map(({ orderId }) => orderId);
	if (ids.length === 0) return new Map();
	try {
		const found = await call(broker, many, { ids }, { timeout: TIMEOUT, retries: 0 });
		return new Map(found.map(({ id, state }) => [id, state]));
	} catch (error) {
		broker.logger.debug(`The board is shown without ${many.name}: ${(error as Error).message}`);
		return new Map();
	}
};

const showBrew = (brew: BrewSnapshot | undefined): Stages["brew"] => (brew ? { status: brew.status, dueAt: isoOrNull(brew.dueAt) } : null);

const showDelivery = (delivery: DeliverySnapshot | undefined): Stages["delivery"] =>
	delivery ? { status: delivery.status, riderId: delivery.riderId, eta: isoOrNull(delivery.eta) } : null;

export const stagesOf = async (broker: ServiceBroker, orders: StoreOrder[]): Promise<(order: StoreOrder) => Stages> => {
	const [payments, tickets, deliveries] = await Promise.all([
		known(broker, inspect.payment.many, orders),
		known(
			broker,
			inspect.brew.many,
			orders.filter(({ order }) => order.kind === "goods"),
		),
		known(
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
