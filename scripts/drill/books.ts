import { setTimeout as sleep } from "node:timers/promises";
import type { Reply } from "./balancer.ts";
import type { Customers, Promised } from "./customers.ts";

const LOOK_EVERY = 250;
const ASK_AGAIN_AFTER = 1_000;
const OPEN = "placed,submitted,accepted,preparing";

interface Listed {
	id: string;
	status: string;
	note: string;
	payment: { status: string };
	cancellation: { status: string } | null;
}

/** What has become of everything that was acknowledged. */
export interface Books {
	acknowledged: number;
	/** Acknowledged, and now not there, or not paid, or not cancelled. */
	lost: string[];
	/** Still on the way when the patience ended. */
	stuck: string[];
	/** Asked for once, made twice. */
	doubled: string[];
	/** Contradictions that the audit has found. */
	violations: unknown[];
	/** Orders that the audit has looked at. */
	checked: number;
}

export const isGood = ({ doubled, lost, stuck, violations }: Books): boolean =>
	[doubled, lost, stuck, violations].every((wrong) => wrong.length === 0);

/** Reads on until the answer is there: the books are not what is drilled. */
const insist = async (ask: () => Promise<Reply>, within: number): Promise<Reply> => {
	let reply = await ask();
	for (const until = Date.now() + within; reply.status !== 200; reply = await ask()) {
		if (Date.now() > until) throw new Error(`The books cannot be read: ${reply.status} ${JSON.stringify(reply.body)}`);
		await sleep(ASK_AGAIN_AFTER);
	}
	return reply;
};

/** All orders of all customers, or those of some statuses. */
async function list({ door, market }: Customers, within: number, status?: string): Promise<Listed[]> {
	const orders: Listed[] = [];
	for (const token of market.customers)
		for (let cursor: string | null = ""; cursor !== null; ) {
			const query = new URLSearchParams({ limit: "100", ...(status ? { status } : undefined), ...(cursor ? { cursor } : undefined) });
			const { body } = await insist(() => door.call("GET", `/v1/orders?${query}`, { token }), within);
			orders.push(...body.items);
			cursor = body.nextCursor;
		}
	return orders;
}

/** Whose turn it is not: nothing more has to be done about it from outside. */
const isLeftToUs = ({ cancel, isPaid, timing, wavers }: Promised): boolean =>
	wavers ? cancel === "granted" || cancel === "held" : timing === "on_receipt" || isPaid;

/** Resolves with what is still under way of that which only the system itself has to finish. */
export async function untilCaughtUp(customers: Customers, before: number, within: number): Promise<string[]> {
	for (const until = Date.now() + within; ; await sleep(LOOK_EVERY)) {
		const awaited = new Set(customers.promised.filter((order) => order.at < before && isLeftToUs(order)).map(({ id }) => id));
		const open = (await list(customers, within, OPEN)).filter(({ id }) => awaited.has(id));
		if (open.length === 0 || Date.now() > until) return open.map(({ id, status }) => `${id} is ${status}`);
	}
}

const brokenPromise = ({ cancel, id, isPaid }: Promised, found: Listed | undefined): string | undefined => {
	if (!found) return `${id} is gone`;
	const { cancellation, payment, status } = found;
	if (cancel === "granted" && status !== "cancelled") return `${id} was cancelled, and is ${status}`;
	if (cancel === "held" && !["granted", "refused"].includes(cancellation?.status ?? "")) return `${id}: its cancellation is undecided`;
	if (isPaid && !["approved", "refunded"].includes(payment.status)) return `${id} was paid, and its payment is ${payment.status}`;
	return undefined;
};

const moreThanOnce = (notes: string[]): string[] =>
	[...Map.groupBy(notes, (note) => note)].filter(([, all]) => all.length > 1).map(([note, all]) => `${note}: ${all.length} orders`);

/** The customers finish what is theirs to finish; then everything has to come to its end, and to agree. */
export async function close(customers: Customers, within: number): Promise<Books> {
	const { door, market, promised } = customers;
	for (const order of promised.filter((order) => !isLeftToUs(order))) await (order.wavers ? customers.cancel(order) : customers.pay(order));
	const stuck = await untilCaughtUp(customers, Number.POSITIVE_INFINITY, within);
	const all = await list(customers, within);
	const byId = new Map(all.map((order) => [order.id, order]));
	const audit = await insist(() => door.call("GET", "/v1/ops/audit", { token: market.operator }), within);
	return {
		acknowledged: promised.length,
		lost: promised.flatMap((order) => brokenPromise(order, byId.get(order.id)) ?? []),
		stuck,
		doubled: moreThanOnce(all.map(({ note }) => note)),
		violations: audit.body.violations,
		checked: audit.body.checked,
	};
}
