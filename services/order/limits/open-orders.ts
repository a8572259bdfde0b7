import type { Level } from "../../../contracts/notation/common.ts";
import { createdAt } from "../../../lib/domain/ids.ts";
import { Mailbox } from "../../../lib/messaging/mailbox.ts";
import type { Table } from "../../../lib/storage/table.ts";
import { TooManyOpenOrders } from "../order.errors.ts";

/** The unpaid orders of a customer that were open when the list was last checked. */
export interface Unpaid {
	orders: string[];
}

interface Found {
	isOpen: boolean;
	level: Level;
}

const LEVELS: Level[] = ["Iron", "Bronze", "Silver", "Gold", "Platinum", "Diamond"];
/** An order that was counted but not stored after this time never will be: its node died, or it was refused after all. */
const PENDING_MS = 60_000;

/** Each level adds the base once more. */
export const openOrdersOf = (level: Level, base: number): number => base * (1 + LEVELS.indexOf(level));

/**
 * Counts the orders that a customer has open without having paid. The count and its check are one conditional write, so that
 * concurrent orders cannot exceed the limit. Ends of orders are not counted: the list is checked against the orders when it is full.
 */
export class OpenOrders {
	#table: Table<Unpaid>;
	#find: (orderId: string) => Promise<Found | undefined>;
	/** Orders of one customer wait for each other in this process, so that only other processes compete. */
	#customers = new Mailbox();

	/** `find` resolves with undefined if the order is not stored. */
	constructor(table: Table<Unpaid>, find: (orderId: string) => Promise<Found | undefined>) {
		this.#table = table;
		this.#find = find;
	}

	/** The level is that of the newest order: levels are asked for only once an order is certain. */
	add(customerId: string, orderId: string, base: number, now: number): Promise<void> {
		return this.#customers.run(customerId, () => this.#add(customerId, orderId, base, now));
	}

	async #add(customerId: string, orderId: string, base: number, now: number): Promise<void> {
		const before = await this.#insert(customerId, orderId, base, new Set());
		if (!before) return;
		const found = await Promise.all(before.map(async (id) => ({ id, ...(await this.#find(id)) })));
		const ended = found.filter(({ id, isOpen }) => isOpen === false || (isOpen === undefined && now - createdAt(id) > PENDING_MS));
		const max = openOrdersOf(found.findLast(({ level }) => level)?.level ?? "Iron", base);
		if (await this.#insert(customerId, orderId, max, new Set(ended.map(({ id }) => id)))) throw new TooManyOpenOrders(max);
	}

	/** The list if it is full. */
	async #insert(customerId: string, orderId: string, max: number, ended: Set<string>): Promise<string[] | undefined> {
		let full: string[] | undefined;
		await this.#table.update(customerId, (value) => {
			const orders = (value?.orders ?? []).filter((id) => !ended.has(id));
			full = orders.length >= max && !orders.includes(orderId) ? orders : undefined;
			return full || orders.includes(orderId) ? undefined : { orders: [...orders, orderId] };
		});
		return full;
	}
}
