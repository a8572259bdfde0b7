import type { ServiceBroker } from "moleculer";
import type { BrewSnapshot, DeliverySnapshot, PaymentSnapshot } from "../../lib/catalogue.ts";
import { isoOrNull } from "../../lib/iso.ts";
import type { Shown } from "../../mixins/actor.ts";
import type { StoreOrder } from "./store-order.ts";

/** What the makers and the till know of one order; null while they have nothing to say, or are away. */
export interface Stages {
	payment: Pick<PaymentSnapshot, "timing" | "status">;
	brew: { status: BrewSnapshot["status"]; dueAt: string | null } | null;
	delivery: { status: DeliverySnapshot["status"]; riderId: string | null; eta: string | null } | null;
}

type Known<Snapshot> = Map<string, Snapshot>;

/** A board that lacks a column is better than one that is not there. */
const WAIT = 300;

/** Asked for when it is shown, for it changes on every step and a store's copy would be written as often. */
const known = async <Snapshot>(broker: ServiceBroker, service: string, orders: StoreOrder[]): Promise<Known<Snapshot>> => {
	const ids = orders.map(({ orderId }) => orderId);
	if (ids.length === 0) return new Map();
	try {
		const found = await broker.call<Shown<Snapshot>[], object>(`${service}.many`, { ids }, { timeout: WAIT, retries: 0 });
		return new Map(found.map(({ id, state }) => [id, state]));
	} catch (error) {
		broker.logger.debug(`A board goes without ${service}: ${(error as Error).message}`);
		return new Map();
	}
};

const brewing = (said: BrewSnapshot | undefined): Stages["brew"] => (said ? { status: said.status, dueAt: isoOrNull(said.dueAt) } : null);

const carrying = (said: DeliverySnapshot | undefined): Stages["delivery"] =>
	said ? { status: said.status, riderId: said.riderId, eta: isoOrNull(said.eta) } : null;

export const stagesOf = async (broker: ServiceBroker, orders: StoreOrder[]): Promise<(order: StoreOrder) => Stages> => {
	const [payments, tickets, deliveries] = await Promise.all([
		known<PaymentSnapshot>(broker, "payment", orders),
		known<BrewSnapshot>(
			broker,
			"brew",
			orders.filter(({ order }) => order.kind === "goods"),
		),
		known<DeliverySnapshot>(
			broker,
			"delivery",
			orders.filter(({ order }) => order.fulfilment === "delivery"),
		),
	]);
	return ({ order, orderId }) => ({
		payment: { timing: order.payment.timing, status: payments.get(orderId)?.status ?? order.payment.status },
		brew: brewing(tickets.get(orderId)),
		delivery: carrying(deliveries.get(orderId)),
	});
};
