import { type ActorDocument, bareDocument, type CollectionSpec } from "../../../lib/storage/actor-store.ts";

export type Order = Record<string, unknown>;

export const ORDERS = {
	name: "order",
	indexes: { customer: ["customerId"], board: ["storeId", "status"], paid: ["paid"] },
} satisfies CollectionSpec;

/** Ids with a meaning in SQL, MongoDB, JSON or file paths. */
export const HOSTILE_IDS = [
	`o'); DROP TABLE "order"; --`,
	'"quoted"',
	"back\\slash",
	"$gt",
	"a.b",
	"한국어 ☕ \u{1f6f5}",
	"507f1f77bcf86cd799439011",
	"%_*?[a]",
	" ",
	"__proto__",
	"line\nbreak",
];

export const document = (_id: string, change: Partial<ActorDocument<Order>> = {}): ActorDocument<Order> => ({
	...bareDocument(_id, 1, { customerId: "acc_1", storeId: "gangnam", status: "placed" }),
	...change,
});

export const envelope = (id: string, version: number) => ({
	id: `order/${id}/${version}`,
	type: "order.placed",
	sender: `order/${id}`,
	version,
	json: JSON.stringify({ text: 'a "quoted" word' }),
});
