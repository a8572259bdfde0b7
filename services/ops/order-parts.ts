import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceBroker } from "moleculer";
import { type Inspected, inspect } from "../../contracts/inspection.ts";
import type { Callable } from "../../contracts/notation/contract.ts";
import type { OrderSnapshot } from "../../contracts/order.ts";
import { call } from "../../lib/broker/contract.ts";
import type { OrderParts } from "./audit.ts";

export const BATCH = 200;
/** Suspects are rechecked, because messages need time to arrive. */
const RECHECK_MS = 400;
const RECHECKS = 5;

type Scan<State> = Callable<{ after?: string; limit: number }, Inspected<State>[]>;
type Many<State> = Callable<{ ids: string[] }, Inspected<State>[]>;

export const scanPage = <State>(broker: ServiceBroker, all: Scan<State>, after?: string): Promise<Inspected<State>[]> =>
	call(broker, all, { ...(after ? { after } : undefined), limit: BATCH });

/** All actors of a kind, in pages. */
export async function* scan<State>(broker: ServiceBroker, all: Scan<State>): AsyncGenerator<Inspected<State>[]> {
	for (let after: string | undefined; ; ) {
		const page = await scanPage(broker, all, after);
		if (page.length > 0) yield page;
		if (page.length < BATCH) return;
		after = page.at(-1)!.id;
	}
}

const statesOf = async <State>(broker: ServiceBroker, many: Many<State>, ids: string[]): Promise<Map<string, State>> =>
	new Map((await call(broker, many, { ids })).map(({ id, state }) => [id, state]));

/** The ids of the orders that stock is reserved for. */
export const reservedOrders = async (broker: ServiceBroker): Promise<Set<string>> => {
	const ids = new Set<string>();
	for await (const page of scan(broker, inspect.stock.scan))
		for (const { state } of page) for (const orderId of Object.keys(state.reserved)) ids.add(orderId);
	return ids;
};

export const withParts = async (
	broker: ServiceBroker,
	orders: Inspected<OrderSnapshot>[],
	reserved: Set<string>,
): Promise<OrderParts[]> => {
	const ids = orders.map(({ id }) => id);
	const [payments, stores, brews, deliveries] = await Promise.all([
		statesOf(broker, inspect.payment.many, ids),
		statesOf(broker, inspect["store-order"].many, ids),
		statesOf(broker, inspect.brew.many, ids),
		statesOf(broker, inspect.delivery.many, ids),
	]);
	return orders.map(({ id, state }) => ({
		order: state,
		payment: payments.get(id),
		store: stores.get(id),
		brew: brews.get(id),
		delivery: deliveries.get(id),
		reserved: reserved.has(id),
	}));
};

/** What is still found in these orders after some time. */
export const persistent = async <Finding>(
	broker: ServiceBroker,
	orderIds: Iterable<string>,
	findingsIn: (parts: OrderParts) => Finding[],
): Promise<Finding[]> => {
	let suspects = [...new Set(orderIds)];
	let findings: Finding[] = [];
	for (let recheck = 0; recheck < RECHECKS && suspects.length > 0; recheck++) {
		await sleep(RECHECK_MS);
		const orders = await call(broker, inspect.order.many, { ids: suspects });
		const found = (await withParts(broker, orders, await reservedOrders(broker))).map((parts) => [parts, findingsIn(parts)] as const);
		findings = found.flatMap(([, own]) => own);
		suspects = found.filter(([, own]) => own.length > 0).map(([{ order }]) => order.id);
	}
	return findings;
};
