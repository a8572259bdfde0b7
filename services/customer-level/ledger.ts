import type { OrderSnapshot } from "../../contracts/order.ts";
import { decodeCursor, encodeCursor, type PageParams } from "../../lib/domain/cursor.ts";
import type { Table } from "../../lib/storage/table.ts";

/** Why a score went up or down; an order does each at most once. */
export type Reason = "completed" | "refunded";

export interface Entry {
	accountId: string;
	orderId: string;
	delta: number;
	reason: Reason;
	at: number;
}

export const LEDGER = { name: "customer_ledger", indexes: { customer: ["accountId"] } };

/** Goods count their quantity, a parcel nothing. */
export const entryOf = ({ customerId, id, lines }: OrderSnapshot, reason: Reason, at: number): Entry | undefined => {
	const quantity = lines.reduce((sum, line) => sum + line.quantity, 0);
	if (quantity === 0) return undefined;
	return { accountId: customerId, orderId: id, delta: reason === "completed" ? quantity : -quantity, reason, at };
};

const WIDTH_OF_TIME = 9;

/** Sorts by time, and is the same however often the entry is made. */
const idOf = ({ at, orderId, reason }: Entry): string => `${at.toString(36).padStart(WIDTH_OF_TIME, "0")} ${orderId} ${reason}`;

/** What made the scores, an entry a row, so that a customer's own document does not grow with every order. */
export class Ledger {
	#entries: Table<Entry>;

	constructor(entries: Table<Entry>) {
		this.#entries = entries;
	}

	/** Once, however often it is asked for. */
	async record(entry: Entry): Promise<void> {
		await this.#entries.insert(idOf(entry), entry);
	}

	/** Newest first. */
	async page(accountId: string, { cursor, limit }: PageParams): Promise<{ items: Entry[]; nextCursor: string | null }> {
		const after = cursor === undefined ? undefined : { after: decodeCursor(cursor) };
		const found = await this.#entries.scan({ where: { accountId }, order: "descending", limit: limit + 1, ...after });
		const items = found.slice(0, limit);
		return { items: items.map(({ value }) => value), nextCursor: found.length > limit ? encodeCursor(items.at(-1)!.id) : null };
	}
}
