import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "./balancer.ts";
import type { AcknowledgedOrder, Customers } from "./customers.ts";

const POLL_INTERVAL_MS = 250;
const RETRY_DELAY_MS = 1_000;
const OPEN = "placed,submitted,accepted,preparing";

interface Listed {
	id: string;
	status: string;
	note: string;
	payment: { status: string };
	cancellation: { status: string } | null;
}

/** The final state of everything that was acknowledged. */
export interface Verification {
	acknowledged: number;
	/** Acknowledged, but now missing, or its payment or cancellation is. */
	lost: string[];
	/** Not finished within the time limit. */
	stuck: string[];
	/** Requested once but created more than once. */
	duplicated: string[];
	/** Reported by the audit. */
	violations: unknown[];
	/** Orders that the audit has checked. */
	checked: number;
}

export const isConsistent = ({ duplicated, lost, stuck, violations }: Verification): boolean =>
	[duplicated, lost, stuck, violations].every((problems) => problems.length === 0);

/** Retries until the response is 200: the drill does not test these requests. */
export const retryUntilOk = async (request: () => Promise<Reply>, within: number): Promise<Reply> => {
	let reply = await request();
	for (const until = Date.now() + within; reply.status !== 200; reply = await request()) {
		if (Date.now() > until) throw new Error(`The results cannot be read: ${reply.status} ${JSON.stringify(reply.body)}`);
		await sleep(RETRY_DELAY_MS);
	}
	return reply;
};

/** The orders of all customers, optionally of some statuses only. */
async function list({ balancer, market }: Customers, within: number, status?: string): Promise<Listed[]> {
	const orders: Listed[] = [];
	for (const token of market.customers)
		for (let cursor: string | null = ""; cursor !== null; ) {
			const query = new URLSearchParams({ limit: "100", ...(status ? { status } : undefined), ...(cursor ? { cursor } : undefined) });
			const { body } = await retryUntilOk(() => balancer.call("GET", `/v1/orders?${query}`, { token }), within);
			orders.push(...body.items);
			cursor = body.nextCursor;
		}
	return orders;
}

/** The order's customer has nothing left to do, so the system must finish it. */
const needsNoCustomer = ({ cancel, isPaid, timing, cancels }: AcknowledgedOrder): boolean =>
	cancels ? cancel === "granted" || cancel === "held" : timing === "on_receipt" || isPaid;

/** Waits until the system has finished the orders that need no customer. Returns those that are still open. */
export async function waitUntilCaughtUp(customers: Customers, before: number, within: number): Promise<string[]> {
	for (const until = Date.now() + within; ; await sleep(POLL_INTERVAL_MS)) {
		const awaited = new Set(customers.acknowledged.filter((order) => order.at < before && needsNoCustomer(order)).map(({ id }) => id));
		const open = (await list(customers, within, OPEN)).filter(({ id }) => awaited.has(id));
		if (open.length === 0 || Date.now() > until) return open.map(({ id, status }) => `${id} is ${status}`);
	}
}

const findLoss = ({ cancel, id, isPaid }: AcknowledgedOrder, found: Listed | undefined): string | undefined => {
	if (!found) return `${id} is missing`;
	const { cancellation, payment, status } = found;
	if (cancel === "granted" && status !== "cancelled") return `${id} was cancelled, but is ${status}`;
	if (cancel === "held" && !["granted", "refused"].includes(cancellation?.status ?? "")) return `${id}: its cancellation is undecided`;
	if (isPaid && !["approved", "refunded"].includes(payment.status)) return `${id} was paid, but its payment is ${payment.status}`;
	return undefined;
};

const findDuplicates = (notes: string[]): string[] =>
	[...Map.groupBy(notes, (note) => note)].filter(([, all]) => all.length > 1).map(([note, all]) => `${note}: ${all.length} orders`);

/** Lets the customers finish their part, waits until all orders are final, and checks them. */
export async function verify(customers: Customers, within: number): Promise<Verification> {
	const { balancer, market, acknowledged } = customers;
	for (const order of acknowledged.filter((order) => !needsNoCustomer(order)))
		await (order.cancels ? customers.cancel(order) : customers.pay(order));
	const stuck = await waitUntilCaughtUp(customers, Number.POSITIVE_INFINITY, within);
	const all = await list(customers, within);
	const byId = new Map(all.map((order) => [order.id, order]));
	const audit = await retryUntilOk(() => balancer.call("GET", "/v1/ops/audit", { token: market.operator }), within);
	return {
		acknowledged: acknowledged.length,
		lost: acknowledged.flatMap((order) => findLoss(order, byId.get(order.id)) ?? []),
		stuck,
		duplicated: findDuplicates(all.map(({ note }) => note)),
		violations: audit.body.violations,
		checked: audit.body.checked,
	};
}
