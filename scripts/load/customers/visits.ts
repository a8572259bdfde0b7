import type { Visit } from "../arrivals.ts";
import type { Mode } from "../options.ts";
import { isFailure } from "../tally.ts";
import type { Orders } from "./orders.ts";
import type { Account, Session } from "./session.ts";

const PAUSE_AFTER_FAILURE_MS = 500;
/** One in this many mixed visits places an order. */
export const MIXED_ORDER_INTERVAL = 5;

export const isOrder = (mode: Mode, turn: number): boolean => mode === "order" || (mode === "mixed" && turn % MIXED_ORDER_INTERVAL === 0);

/** Requests stores, a menu, an order and my page, as the customer page does. */
export async function browse(
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
		const answer = await session.request(kind, account, "GET", path, index === 0 && since ? { since } : {});
		if (isFailure(answer) || answer.status === 429) await session.pause(answer.retryAfter ?? PAUSE_AFTER_FAILURE_MS, session.endsAt);
	}
}

/** Returns the function that makes one visit. */
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
			return browse(session, account, storeId, orderId, since);
		}
		latest.delete(account);
		return orders.visit(account, since);
	};
};
