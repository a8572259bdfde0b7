import type { ActorDocument, CollectionSpec } from "../../lib/store/documents.ts";

export type Order = Record<string, unknown>;

export const ORDERS = {
	name: "order",
	indexes: { customer: ["customerId"], board: ["storeId", "status"], paid: ["paid"] },
} satisfies CollectionSpec;

export const document = (_id: string, change: Partial<ActorDocument<Order>> = {}): ActorDocument<Order> => ({
	_id,
	version: 1,
	state: { customerId: "acc_1", storeId: "gangnam", status: "placed" },
	seen: {},
	outbox: [],
	...change,
});

export const envelope = (id: string, version: number) => ({
	id: `order/${id}/${version}`,
	type: "order.placed",
	sender: `order/${id}`,
	version,
	json: JSON.stringify({ said: 'a "word"' }),
});
