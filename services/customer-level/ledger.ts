import type { OrderSnapshot } from "../../contracts/order.ts";
import { decodeCursor, encodeCursor, type PageParams } from "../../lib/domain/cursor.ts";
import type { Table } from "../../lib/storage/table.ts";

/** Why a score changed; each applies at most once per order. */
export type Reason = "completed" | "refunded";

export interface Entry {
	accountId: string;
	orderId: string;
	delta: number;
	reason: Reason;
	at: number;
}

export const LEDGER = { name: "customer_ledger", indexes: { customer: ["accountId"], order: ["orderId"] } };

/** Goods count by quantity; a parcel counts nothing. */
export const entryOf = ({ customerId, id, lines }: OrderSnapshot, reason: Reason, at: number): Entry | undefined => {
	const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
	if (quantity === 0) return undefined;
	return { accountId: customerId, orderId: id, delta: reason === "completed" ? quantity : -quantity, reason, at };
};

const TIME_WIDTH = 9;
const REMOVED_AT_ONCE = 100;

/** Sorts by time, and is the same for every delivery of a message. */
const idOf = ({ at, orderId, reason }: Entry): string => `${at.toString(36).padStart(TIME_WIDTH, "0")} ${orderId} ${reason}`;

/** The history of scores, one row per entry, so that a customer's document does not grow with every order. */
export class Ledger {
	#entries: Table<Entry>;

	constructor(entries: Table<Entry>) {
		this.#entries = entries;
	}

	/** Idempotent, also if several messages of an order report the same reason. */
	async record(entry: Entry): Promise<void> {
		const ofOrder = await this.#entries.scan({ where: { orderId: entry.orderId }, limit: 2 });
		if (!ofOrder.some(({ value }) => value.reason === entry.reason)) await this.#entries.insert(idOf(entry), entry);
	}

	/** Removes older entries, and yields the number removed with each page. The score does not depend on them. */
	async *remove(before: number): AsyncGenerator<number> {
		for (let hasMore = true; hasMore; ) {
			const page = await this.#entries.scan({ limit: REMOVED_AT_ONCE });
			const old = page.filter(({ value: { at } }) => at < before);
			await Promise.all(old.map(({ id }) => this.#entries.remove(id)));
			yield old.length;
			hasMore = old.length === REMOVED_AT_ONCE;
		}
	}

	/** Newest first. */
	async page(accountId: string, { cursor, limit }: PageParams): Promise<{ items: Entry[]; nextCursor: string | null }> {
		const after = cursor === undefined ? undefined : { after: decodeCursor(cursor) };
		const found = await this.#entries.scan({ where: { accountId }, order: "descending", limit: limit + 1, ...after });
		const items = found.slice(0, limit);
		return { items: items.map(({ value }) => value), nextCursor: found.length > limit ? encodeCursor(items.at(-1)!.id) : null };
	}
}
