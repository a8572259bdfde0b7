import type { LevelSnapshot } from "../../../contracts/customer-level.ts";
import type { DeliverySnapshot } from "../../../contracts/delivery.ts";
import type { LoggedEvent } from "../../../contracts/event-log.ts";
import type { Inspected } from "../../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import type { PaymentSnapshot } from "../../../contracts/payment.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import type { Ticket } from "../../../services/brew/brew.ts";
import type { Rider } from "../../../services/delivery/rider.ts";
import type { Balance, SimulatedProvider } from "../../../services/payment/providers/simulated.ts";
import type { Stock } from "../../../services/stock/stock.ts";
import { causalFaults } from "../causal-order.ts";
import { INITIAL_STOCK, type SimulatedSystem, STORES_WITH_STOCK } from "./simulated-system.ts";

/** More than a run creates. */
const ALL = { limit: 10_000 };

/** Final messages by service; an actor publishes at most one of them. */
const FINAL_MESSAGES: Record<string, string[]> = {
	order: ["order.completed", "order.cancelled", "order.rejected"],
	brew: ["brew.completed", "brew.cancelled", "brew.out_of_stock"],
	delivery: ["delivery.delivered", "delivery.failed", "delivery.cancelled"],
	"store-order": ["store.rejected", "store.unanswered", "store.collected", "store.uncollected"],
	payment: ["payment.refunded", "payment.voided"],
};

const documents = async <State>({ broker }: SimulatedSystem, service: string): Promise<State[]> => {
	const found = await broker.call<Inspected<State>[], object>(`${service}.scan`, ALL);
	return found.map(({ state }) => state);
};

/** Orders whose charges and refunds at the provider differ from their payment. */
export const wrongCharges = async (system: SimulatedSystem): Promise<object[]> => {
	const payment = system.broker.getLocalService("payment") as unknown as { provider: SimulatedProvider };
	const ledger = await payment.provider.ledger();
	const payments = await documents<PaymentSnapshot>(system, "payment");
	return payments.flatMap(({ amount, orderId, refunded, status, timing }) => {
		const { charged, refunded: refundedByProvider }: Balance = ledger.get(orderId) ?? { charged: 0, refunded: 0 };
		const owed = timing === "prepaid" && status === "approved" ? amount : 0;
		const isConsistent =
			charged <= amount && charged - refundedByProvider === owed && (timing === "on_receipt" || refunded === refundedByProvider);
		return isConsistent ? [] : [{ orderId, timing, status, amount, charged, refundedByProvider }];
	});
};

const quantities = (tickets: Ticket[], storeId: string, productId: string): number =>
	tickets
		.filter((ticket) => ticket.storeId === storeId)
		.flatMap(({ lines }) => lines.filter((line) => line.productId === productId))
		.reduce((sum, { quantity }) => sum + quantity, 0);

/** Products whose stock plus brewed units differ from the initial stock. */
export const wrongStock = async (system: SimulatedSystem): Promise<object[]> => {
	const stocks = await documents<Stock>(system, "stock");
	const tickets = await documents<Ticket>(system, "brew");
	const brewedTickets = tickets.filter(({ status }) => status === "brewed");
	return stocks
		.filter(({ storeId }) => STORES_WITH_STOCK.includes(storeId))
		.flatMap(({ onHand, storeId }) =>
			Object.entries(onHand).map(([productId, left]) => ({
				storeId,
				productId,
				left,
				brewed: quantities(brewedTickets, storeId, productId),
			})),
		)
		.filter(({ brewed, left, productId }) => left + brewed !== INITIAL_STOCK[productId]);
};

const scoreOf = ({ kind, lines, status, refunded }: OrderSnapshot): number =>
	kind === "goods" && status === "completed" && !refunded ? lines.reduce((sum, { quantity }) => sum + quantity, 0) : 0;

/** Customers whose score differs from the units that they bought and that were not refunded. */
export const wrongScores = async (system: SimulatedSystem): Promise<object[]> => {
	const bought: Record<string, number> = {};
	for (const order of await documents<OrderSnapshot>(system, "order"))
		bought[order.customerId] = (bought[order.customerId] ?? 0) + scoreOf(order);
	const customers = await documents<LevelSnapshot>(system, "customer-level");
	return customers.filter(({ accountId, score }) => score !== bought[accountId]).map((customer) => ({ ...customer, bought }));
};

/** Riders whose job is not an active delivery of theirs. */
export const wrongRiders = async (system: SimulatedSystem): Promise<object[]> => {
	const deliveries = new Map((await documents<DeliverySnapshot>(system, "delivery")).map((delivery) => [delivery.orderId, delivery]));
	const riders = await documents<Rider>(system, "rider");
	return riders.flatMap(({ id, job }) => {
		if (!job) return [];
		const { riderId, status } = deliveries.get(job.orderId)!;
		return riderId === id && ["assigned", "accepted", "in_transit"].includes(status) ? [] : [{ id, job, status }];
	});
};

/** Final messages of actors that published more than one. */
export const conflictingEndings = ({ bus }: SimulatedSystem): string[] => {
	const endings = new Map<string, string[]>();
	for (const { id, json, type } of bus.published.values()) {
		const { sender } = JSON.parse(json) as Message;
		if (FINAL_MESSAGES[sender.slice(0, sender.indexOf("/"))]?.includes(type)) endings.set(sender, [...(endings.get(sender) ?? []), id]);
	}
	return [...endings.values()].filter((ids) => ids.length > 1).flat();
};

/** Events that the log numbers before what they follow. */
export const effectsBeforeCauses = async ({ broker }: SimulatedSystem): Promise<string[]> => {
	const { events } = await broker.call<{ events: LoggedEvent[] }, object>("event-log.read", { after: 0, ...ALL });
	return causalFaults(events);
};
