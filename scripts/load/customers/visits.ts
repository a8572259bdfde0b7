import type { Visit } from "../arrivals.ts";
import type { Mode } from "../options.ts";
import { isFailure } from "../tally.ts";
import type { Orders } from "./orders.ts";
import type { Account, Session } from "./session.ts";

const PAUSE_AFTER_FAILURE_MS = 500;
/** Of the mixed visits, one in so many orders. */
export const ONE_ORDERS_IN = 5;

export const isOrder = (mode: Mode, turn: number): boolean => mode === "order" || (mode === "mixed" && turn % ONE_ORDERS_IN === 0);

/** Stores, a menu, an order and my page, as a customer's page asks for them. */
export async function look(
	session: Session,
	account: Account,
	storeId: string,
	orderId: string | undefined,
	since?: number,
): Promise<void> {
	const wanted: [kind: string, path: string][] = [
		["stores", "/v1/stores"],
		["menu", `/v1/stores/${storeId}/menu`],
		orderId ? ["order", `/v1/orders/${orderId}`] : ["orders", "/v1/orders"],
		["my page", "/v1/mypage"],
	];
	for (const [index, [kind, path]] of wanted.entries()) {
		if (index > 0 && performance.now() >= session.endsAt) return;
		const answer = await session.ask(kind, account, "GET", path, index === 0 && since ? { since } : {});
		if (isFailure(answer) || answer.status === 429) await session.pause(answer.retryAfter ?? PAUSE_AFTER_FAILURE_MS, session.endsAt);
	}
}

/** What a client does each time. */
export const visitor = (
	session: Session,
	orders: Orders,
	options: { mode: Mode; rate: number | undefined },
	storeId: string,
	accounts: Account[],
) => {
	const latest = new Map<Account, string>();
	return async ({ client, intendedAt, turn }: Visit): Promise<void> => {
		const account = accounts[client % accounts.length]!;
		const since = options.rate === undefined ? undefined : intendedAt;
		if (!isOrder(options.mode, turn)) {
			const orderId = latest.get(account) ?? orders.acknowledged.findLast((order) => order.account === account)?.id;
			if (orderId) latest.set(account, orderId);
			return look(session, account, storeId, orderId, since);
		}
		latest.delete(account);
		return orders.visit(account, since);
	};
};
