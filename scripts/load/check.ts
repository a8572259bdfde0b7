import type { Order, Orders } from "./customers/orders.ts";
import type { Account, Session } from "./customers/session.ts";

const RETRY_DELAY_MS = 1_000;

/** The final state of everything that was acknowledged. */
export interface Findings {
	acknowledged: number;
	there: number;
	/** Orders by final status. */
	ended: Record<string, number>;
	/** Final but not completed orders, by reason. */
	reasons: Record<string, number>;
	missing: string[];
	/** Reading them back failed. */
	unread: string[];
	notEnded: string[];
	/** Placed once, but listed more than once. */
	duplicates: string[];
	/** Accounts whose orders could not be listed, so that duplicates are unknown. */
	unlisted: number;
	/** Listed, although their placing was never acknowledged. */
	unacknowledged: number;
}

type Read = { order: Order; found: "there" | "missing" | "unread" };

/** Reads an order back, and retries because a missing order may still be in transit. */
async function readBack(session: Session, order: Order, until: number): Promise<Read> {
	for (;;) {
		const { body, status } = await session.request("read back", order.account, "GET", `/v1/orders/${order.id}`);
		if (status === 200) {
			Object.assign(order, { status: body.status, reason: body.reason });
			return { order, found: "there" };
		}
		if (performance.now() + RETRY_DELAY_MS > until) return { order, found: status === 404 ? "missing" : "unread" };
		await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS));
	}
}

interface Listed {
	id: string;
	note: string | null;
}

/** An account's orders of this run, newest first. Undefined if they could not be listed. */
async function listOf(session: Session, account: Account, name: string, until: number): Promise<Listed[] | undefined> {
	const listed: Listed[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const query: string = new URLSearchParams({ limit: "100", ...(cursor ? { cursor } : undefined) }).toString();
		const { body, status } = await session.requestUntilFinal("list", account, "GET", `/v1/orders?${query}`, {}, until);
		if (status !== 200) return undefined;
		const ofRun = (body.items as Listed[]).filter(({ note }) => note?.startsWith(`load test ${name} `));
		listed.push(...ofRun);
		cursor = ofRun.length > 0 ? body.nextCursor : null; // the remaining orders are from earlier runs
	}
	return listed;
}

const countBy = (texts: string[]): Record<string, number> =>
	Object.fromEntries([...Map.groupBy(texts, (text) => text)].map(([text, all]) => [text, all.length]));

export const duplicatesOf = (notes: string[]): string[] =>
	Object.entries(countBy(notes)).flatMap(([note, count]) => (count > 1 ? [`${note}: ${count} orders`] : []));

export const summarise = (reads: Read[], lists: (Listed[] | undefined)[], isEnded: (status: string) => boolean): Findings => {
	const orders = reads.filter(({ found }) => found === "there").map(({ order }) => order);
	const ended = orders.filter(({ status }) => isEnded(status));
	const ids = (found: Read["found"]) => reads.filter((read) => read.found === found).map(({ order }) => order.id);
	// An account given twice on the command line lists the same orders twice.
	const notes = [...new Map(lists.flatMap((list) => list ?? []).map(({ id, note }) => [id, note ?? ""])).values()];
	const acknowledged = new Set(reads.map(({ order }) => order.note));
	return {
		acknowledged: reads.length,
		there: orders.length,
		ended: countBy(ended.map(({ status }) => status)),
		reasons: countBy(ended.flatMap(({ reason, status }) => (status === "completed" ? [] : [reason ?? status]))),
		missing: ids("missing"),
		unread: ids("unread"),
		notEnded: orders.filter(({ status }) => !isEnded(status)).map(({ id, status }) => `${id} ${status}`),
		duplicates: duplicatesOf(notes),
		unlisted: lists.filter((list) => !list).length,
		unacknowledged: new Set(notes.filter((note) => !acknowledged.has(note))).size,
	};
};

/** Reads back every acknowledged order and lists the orders of each account. */
export async function check(
	session: Session,
	orders: Orders,
	accounts: Account[],
	isEnded: (status: string) => boolean,
	within: number,
): Promise<Findings> {
	const until = performance.now() + (session.isCut ? 0 : within);
	const byAccount = [...Map.groupBy(orders.acknowledged, ({ account }) => account).values()];
	const reads = await Promise.all(
		byAccount.map(async (orders) => {
			const reads: Read[] = [];
			for (const order of orders) reads.push(await readBack(session, order, until));
			return reads;
		}),
	);
	const lists = await Promise.all(accounts.map((account) => listOf(session, account, orders.name, until)));
	return summarise(reads.flat(), lists, isEnded);
}
