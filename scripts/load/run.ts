import { arrive } from "./arrivals.ts";
import { check, type Findings } from "./check.ts";
import { eraseAll, registerAll, signInAll } from "./customers/accounts.ts";
import { Client } from "./customers/client.ts";
import { hasEnded, Orders } from "./customers/orders.ts";
import { type Account, Session } from "./customers/session.ts";
import { closeShop, openShop, raiseStock, type Shop } from "./customers/shop.ts";
import { visitor } from "./customers/visits.ts";
import type { Options } from "./options.ts";
import type { Progress } from "./progress.ts";
import { DURATION, failureReasons, type Report } from "./report.ts";
import { availability } from "./tally.ts";

interface Prepared {
	client: Client;
	session: Session;
	shop: Shop;
	customers: Account[];
	orders: Orders;
}

/** Gives each customer an order to read. Not counted, because the run starts later. */
async function orderOnce({ customers, orders, session }: Prepared): Promise<void> {
	session.endsAt = performance.now();
	await Promise.all(customers.map((customer) => orders.visit(customer)));
}

const isFinal =
	({ staff }: Shop) =>
	(status: string): boolean =>
		hasEnded(status, staff.length > 0);

async function finish({ customers, orders, session, shop }: Prepared, settleMs: number): Promise<Findings> {
	await Promise.all(orders.acknowledged.filter(({ ended }) => !ended).map((order) => orders.follow(order)));
	return check(session, orders, customers, isFinal(shop), settleMs);
}

const accountsText = (customers: Account[], { staff }: Shop, isKept: boolean): string => {
	const registered = customers.filter((account) => account.registered).length;
	const how = registered > 0 ? `registered for this run${isKept ? "" : ", then erased"}` : "given";
	return `${customers.length} customers ${how}, ${staff.length} staff`;
};

function figures(
	prepared: Prepared,
	options: Options,
	findings: Findings,
	lasted: number,
): Omit<Report, "accounts" | "notStarted" | "notes"> {
	const { orders, session, shop } = prepared;
	const { tally } = session;
	const perSecond = (count: number) => count / lasted;
	const report = {
		url: options.url.href,
		mode: options.mode,
		clients: options.clients,
		rate: options.rate ?? null,
		store: shop.storeId,
		product: shop.productId,
		timing: options.timing,
		startedAt: new Date(performance.timeOrigin + session.startedAt).toISOString(),
		seconds: lasted,
		interrupted: session.ended.aborted,
		availability: availability(tally.requests, tally.failed),
		atLeast: options.atLeast ?? null,
		requests: tally.requests,
		failed: tally.failed,
		refused: tally.refused,
		perSecond: {
			requests: perSecond(tally.requests),
			acknowledged: perSecond(orders.acknowledgedInRun),
			completed: perSecond(orders.completedInRun),
		},
		acknowledgedInRun: orders.acknowledgedInRun,
		completedInRun: orders.completedInRun,
		latencies: [...tally.latencies(), { kind: DURATION, ...orders.durations.spread() }].filter(({ count }) => count > 0),
		unsuccessful: tally.unsuccessful(),
		orders: { ...findings, unanswered: orders.unanswered },
		settleSeconds: options.settleSeconds,
		afterwards: { requests: session.afterwards.requests, failed: session.afterwards.failed },
		heldBack: session.heldBackMs / (lasted * 1000 * options.clients),
		endsAtReady: shop.staff.length === 0,
	};
	return { ...report, passed: failureReasons(report).length === 0 };
}

async function measure(prepared: Prepared, options: Options, progress: Progress): Promise<Report> {
	const { customers, orders, session, shop } = prepared;
	if (options.mode === "read") await orderOnce(prepared);
	session.begin(options.seconds * 1000);
	progress.watch(session, orders, options.seconds);
	const plan = { clients: options.clients, rate: options.rate, endsAt: () => session.endsAt, ended: session.ended };
	const notStarted = await arrive(plan, visitor(session, orders, options, shop.storeId, customers));
	const lasted = Math.max(0.001, (session.endsAt - session.startedAt) / 1000);
	const findings = await finish(prepared, options.settleSeconds * 1000);
	progress.close();
	const report = figures(prepared, options, findings, lasted);
	const isKept = options.keepAccounts || failureReasons({ ...report, atLeast: null }).length > 0;
	return { ...report, accounts: accountsText(customers, shop, isKept), notStarted, notes: await cleanUp(prepared, isKept) };
}

/** Restores the stock and erases accounts. Returns notes about what failed. */
async function cleanUp({ client, customers, shop }: Prepared, isKept: boolean): Promise<string[]> {
	const registered = customers.filter((account) => account.registered);
	const stock = await closeShop(client, shop);
	const notErased = isKept ? 0 : await eraseAll(client, registered);
	return [
		...(stock ? [stock] : []),
		...(notErased > 0 ? [`${notErased} of the accounts registered for this run could not be erased.`] : []),
	];
}

async function prepareRun(options: Options, progress: Progress): Promise<Prepared> {
	const client = new Client(options.url, { insecure: options.insecure, timeoutMs: options.timeoutSeconds * 1000 });
	const log = (text: string) => progress.log(text);
	const session = new Session(client, options.settleSeconds * 1000);
	const shop = await openShop(client, options, log);
	const { accounts, customers: given } = options;
	const customers = given.length > 0 ? await signInAll(client, given, log) : await registerAll(client, accounts, log);
	return { client, session, shop, customers, orders: new Orders(session, shop, options) };
}

/** `onSession` is called once the run can be interrupted. */
export async function run(options: Options, progress: Progress, onSession: (session: Session) => void): Promise<Report> {
	const prepared = await prepareRun(options, progress);
	onSession(prepared.session);
	try {
		if (!options.keepStock) await raiseStock(prepared.client, prepared.shop);
		return await measure(prepared, options, progress);
	} catch (error) {
		await cleanUp(prepared, options.keepAccounts);
		throw error;
	} finally {
		progress.close();
		prepared.client.close();
	}
}
