import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { Line } from "../../contracts/notation/common.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { violations } from "../../services/ops/audit.ts";
import { initialStock, OPTION_PRICES, PRICE, STORES_WITH_STOCK } from "../participants/opening.ts";
import type { Problem } from "./problem.ts";
import type { Records } from "./records.ts";

/** What the audit finds. */
export const audit = (records: Records): Problem[] => records.parts.flatMap((parts) => violations(parts));

/** Orders whose charges and refunds at the provider differ from their payment. */
export const wrongCharges = (records: Records): Problem[] => {
	const charges = Map.groupBy(records.charges, ({ orderId }) => orderId);
	const sum = (orderId: string, ...statuses: string[]) =>
		(charges.get(orderId) ?? []).filter(({ status }) => statuses.includes(status)).reduce((total, { amount }) => total + amount, 0);
	return records.payments.flatMap(({ amount, orderId, refunded, status, timing }) => {
		const charged = sum(orderId, "approved", "refunded");
		const returned = sum(orderId, "refunded");
		const owed = timing === "prepaid" && status === "approved" ? amount : 0;
		if (charged - returned === owed && (timing === "on_receipt" || refunded === 0 || refunded === amount)) return [];
		const found = `${timing} ${status}, amount ${amount}, charged ${charged}, returned ${returned}`;
		return [{ rule: "the customer has paid what the payment records", orderId, found }];
	});
};

/** Lines whose price is not that of the product and its options, and orders whose sum is not that of their lines. */
export const wrongPrices = (records: Records): Problem[] =>
	records.orders.flatMap(({ amounts, id: orderId, lines }) => {
		const wrong = lines.filter(({ options = [], price }) => {
			const added = options.reduce((sum, { optionId, quantity }) => sum + OPTION_PRICES[optionId]! * quantity, 0);
			return price !== PRICE + added || !options.some(({ groupId }) => groupId === "milk");
		});
		const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
		if (wrong.length === 0 && total === amounts.goods) return [];
		return [{ rule: "a price is that of the product and its options", orderId, found: JSON.stringify({ goods: amounts.goods, lines }) }];
	});

/** How often a line uses a product, `latte`, or an option, `milk:oat`. */
const usedBy = ({ options = [], productId, quantity }: Line, item: string): number =>
	productId === item
		? quantity
		: quantity *
			options.filter((option) => `${option.groupId}:${option.optionId}` === item).reduce((sum, option) => sum + option.quantity, 0);

/** Products and options whose stock and brewed units together differ from the initial stock. */
export const wrongStock = (records: Records, lives: number): Problem[] => {
	const initial = initialStock(lives);
	const brewed = records.tickets.filter(({ startedAt, status }) => status === "brewed" && startedAt !== null);
	const unitsOf = (storeId: string, item: string) =>
		brewed
			.filter((ticket) => ticket.storeId === storeId)
			.flatMap(({ lines }) => lines)
			.reduce((total, line) => total + usedBy(line, item), 0);
	return records.stocks
		.filter(({ storeId }) => STORES_WITH_STOCK.includes(storeId))
		.flatMap(({ onHand, storeId }) =>
			Object.entries(onHand).flatMap(([productId, left]) => {
				const used = unitsOf(storeId, productId);
				if (left + used === initial[productId]) return [];
				return [
					{
						rule: "the stock has what was not brewed",
						found: `${storeId} ${productId}: ${left} left, ${used} brewed, ${initial[productId]} at first`,
					},
				];
			}),
		);
};

const pointsOf = ({ kind, lines, refunded, status }: OrderSnapshot): number =>
	kind === "goods" && status === "completed" && !refunded ? lines.reduce((sum, { quantity }) => sum + quantity, 0) : 0;

/** Customers whose score differs from what they bought and were not refunded. */
export const wrongScores = (records: Records): Problem[] => {
	const bought = new Map<string, number>();
	for (const order of records.orders) bought.set(order.customerId, (bought.get(order.customerId) ?? 0) + pointsOf(order));
	const scores = new Map(records.customers.map(({ accountId, score }) => [accountId, score]));
	return [...bought].flatMap(([customerId, points]) => {
		const score = scores.get(customerId) ?? 0;
		return score === points ? [] : [{ rule: "a score counts what was bought", found: `${customerId} has ${score} for ${points}` }];
	});
};

const WITH_RIDER = ["assigned", "accepted", "in_transit"];

/** Riders whose job is not a delivery of theirs. */
export const wrongRiders = (records: Records): Problem[] =>
	records.riders.flatMap(({ id, job }) => {
		if (!job) return [];
		const delivery = records.find<DeliverySnapshot>("delivery", job.orderId);
		if (delivery && delivery.riderId === id && WITH_RIDER.includes(delivery.status)) return [];
		return [{ rule: "a rider's job is theirs", orderId: job.orderId, found: `${id} has a job that is ${delivery?.status ?? "unknown"}` }];
	});

/** Final messages by sender; an actor publishes at most one of them. */
const FINAL_MESSAGES: Record<string, string[]> = {
	order: ["order.completed", "order.cancelled", "order.rejected"],
	brew: ["brew.completed", "brew.cancelled", "brew.out_of_stock"],
	delivery: ["delivery.delivered", "delivery.failed", "delivery.cancelled"],
	"store-order": ["store.rejected", "store.unanswered", "store.collected", "store.uncollected"],
	payment: ["payment.refunded", "payment.voided"],
};

export const conflictingEndings = (published: { id: string; subject: string }[]): Problem[] => {
	const endings = new Map<string, Set<string>>();
	for (const { id, subject } of published) {
		const [actor = "", key = ""] = id.split("/");
		const type = subject.slice(subject.indexOf(".") + 1);
		if (FINAL_MESSAGES[actor]?.includes(type)) endings.set(`${actor}/${key}`, (endings.get(`${actor}/${key}`) ?? new Set()).add(id));
	}
	return [...endings].flatMap(([sender, ids]) =>
		ids.size < 2 ? [] : [{ rule: "an actor ends once", orderId: sender.slice(sender.indexOf("/") + 1), found: [...ids].join(", ") }],
	);
};
