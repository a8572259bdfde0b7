import type { LevelSnapshot } from "../../../contracts/customer-level.ts";
import type { DeliverySnapshot } from "../../../contracts/delivery.ts";
import type { Inspected } from "../../../contracts/inspection.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import type { PaymentSnapshot } from "../../../contracts/payment.ts";
import type { Message } from "../../../lib/messaging/message.ts";
import type { Ticket } from "../../../services/brew/brew.ts";
import type { Rider } from "../../../services/delivery/rider.ts";
import type { Balance, SimulatedProvider } from "../../../services/payment/providers/simulated.ts";
import type { Stock } from "../../../services/stock/stock.ts";
import { AT_FIRST, COUNTED, type Town } from "./town.ts";

/** More than there ever are. */
const ALL = { limit: 10_000 };

const ENDINGS: Record<string, string[]> = {
	order: ["order.completed", "order.cancelled", "order.rejected"],
	brew: ["brew.completed", "brew.cancelled", "brew.out_of_stock"],
	delivery: ["delivery.delivered", "delivery.failed", "delivery.cancelled"],
	"store-order": ["store.rejected", "store.unanswered", "store.collected", "store.uncollected"],
	payment: ["payment.refunded", "payment.voided"],
};

const documents = async <State>({ broker }: Town, service: string): Promise<State[]> => {
	const found = await broker.call<Inspected<State>[], object>(`${service}.scan`, ALL);
	return found.map(({ state }) => state);
};

/** The provider's own books: taken once at most, and kept only where the payment says so. */
export const wrongCharges = async (town: Town): Promise<object[]> => {
	const payment = town.broker.getLocalService("payment") as unknown as { provider: SimulatedProvider };
	const ledger = await payment.provider.ledger();
	const payments = await documents<PaymentSnapshot>(town, "payment");
	return payments.flatMap(({ amount, orderId, refunded, status, timing }) => {
		const { charged, refunded: givenBack }: Balance = ledger.get(orderId) ?? { charged: 0, refunded: 0 };
		const kept = timing === "prepaid" && status === "approved" ? amount : 0;
		const isRight = charged <= amount && charged - givenBack === kept && (timing === "on_receipt" || refunded === givenBack);
		return isRight ? [] : [{ orderId, timing, status, amount, charged, givenBack }];
	});
};

const quantities = (tickets: Ticket[], storeId: string, productId: string): number =>
	tickets
		.filter((ticket) => ticket.storeId === storeId)
		.flatMap(({ lines }) => lines.filter((line) => line.productId === productId))
		.reduce((sum, { quantity }) => sum + quantity, 0);

/** What is there, and what was brewed, is what there was at first. */
export const wrongStock = async (town: Town): Promise<object[]> => {
	const stocks = await documents<Stock>(town, "stock");
	const tickets = await documents<Ticket>(town, "brew");
	const used = tickets.filter(({ status }) => status === "brewed");
	return stocks
		.filter(({ storeId }) => COUNTED.includes(storeId))
		.flatMap(({ onHand, storeId }) =>
			Object.entries(onHand).map(([productId, left]) => ({ storeId, productId, left, used: quantities(used, storeId, productId) })),
		)
		.filter(({ left, productId, used }) => left + used !== AT_FIRST[productId]);
};

const scoreOf = ({ kind, lines, status, refunded }: OrderSnapshot): number =>
	kind === "goods" && status === "completed" && !refunded ? lines.reduce((sum, { quantity }) => sum + quantity, 0) : 0;

/** A customer's score is what was bought and kept. */
export const wrongScores = async (town: Town): Promise<object[]> => {
	const bought: Record<string, number> = {};
	for (const order of await documents<OrderSnapshot>(town, "order"))
		bought[order.customerId] = (bought[order.customerId] ?? 0) + scoreOf(order);
	const customers = await documents<LevelSnapshot>(town, "customer-level");
	return customers.filter(({ accountId, score }) => score !== bought[accountId]).map((customer) => ({ ...customer, bought }));
};

/** Riders with a delivery that is not theirs, or not any more. */
export const wrongRiders = async (town: Town): Promise<object[]> => {
	const deliveries = new Map((await documents<DeliverySnapshot>(town, "delivery")).map((delivery) => [delivery.orderId, delivery]));
	const riders = await documents<Rider>(town, "rider");
	return riders.flatMap(({ id, job }) => {
		if (!job) return [];
		const { riderId, status } = deliveries.get(job.orderId)!;
		return riderId === id && ["assigned", "accepted", "in_transit"].includes(status) ? [] : [{ id, job, status }];
	});
};

/** Who has said more than one last word. */
export const saidTwoEndings = ({ bus }: Town): string[] => {
	const last = new Map<string, string[]>();
	for (const { id, json, type } of bus.said.values()) {
		const { sender } = JSON.parse(json) as Message;
		if (ENDINGS[sender.slice(0, sender.indexOf("/"))]?.includes(type)) last.set(sender, [...(last.get(sender) ?? []), id]);
	}
	return [...last.values()].filter((ids) => ids.length > 1).flat();
};
