import { openAdapter } from "../lib/storage/open.ts";
import { anOrder } from "../test/support/builders/order.ts";

const BATCH = 1_000;

export const storedId = (index: number): string => `ord_${String(index).padStart(26, "0")}`;

/** Stores completed orders in a new SQLite database. */
export const storeOrders = async (data: string, count: number): Promise<void> => {
	const adapter = openAdapter(`sqlite:${data}/cortado.db`);
	await adapter.connect();
	const orders = await adapter.actorStore({ name: "order", indexes: { customer: ["customerId", "status"] } });
	for (let first = 0; first < count; first += BATCH)
		await Promise.all(
			Array.from({ length: BATCH }, (_, offset) => {
				const id = storedId(first + offset);
				const state = anOrder({ id, status: "completed", customerId: `acc_${offset % 100}` });
				return orders.create({ _id: id, version: 5, state, seen: { [`brew/${id}`]: 3, [`store-order/${id}`]: 4 }, outbox: [] });
			}),
		);
	await adapter.disconnect();
};
