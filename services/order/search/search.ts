import type { OrderStatus } from "../../../contracts/order.ts";
import { decodeCursor, encodeCursor, type PageParams } from "../../../lib/domain/cursor.ts";
import { boundOf, createdAt } from "../../../lib/domain/ids.ts";
import { readInstant } from "../../../lib/domain/instant.ts";
import type { ActorDocument, ActorStore, Query } from "../../../lib/storage/actor-store.ts";
import type { Order } from "../order.ts";

export interface OrderSearch extends PageParams {
	number?: string;
	customerId?: string;
	storeId?: string;
	status?: string;
	from?: string;
	until?: string;
}

/** Indexes of the order collection that the search uses. */
export const SEARCH_INDEXES = { number: ["number"], customer: ["customerId", "status"], store: ["storeId", "status"] };

const PAGE = 100;
/** Documents that one request reads, so that a rare condition does not keep the storage busy. */
const MAX_READ = 1_000;

/** The most selective condition that has an index. The others are checked on each document. */
const indexed = ({ customerId, number, status, storeId }: OrderSearch): NonNullable<Query["where"]> => {
	if (number !== undefined) return { number };
	const ofStatus = status === undefined ? undefined : { status: status.split(",") };
	if (customerId !== undefined) return { customerId, ...ofStatus };
	return storeId === undefined ? {} : { storeId, ...ofStatus };
};

const matches = ({ customerId, status, storeId }: OrderSearch) => {
	const statuses = status?.split(",") as OrderStatus[] | undefined;
	return (order: Order): boolean =>
		(customerId === undefined || order.customerId === customerId) &&
		(storeId === undefined || order.storeId === storeId) &&
		(statuses === undefined || statuses.includes(order.status));
};

/** Reads from the newest order backwards until the page is full. */
export async function search(documents: Pick<ActorStore<Order>, "list">, params: OrderSearch) {
	const where = indexed(params);
	const isMatch = matches(params);
	const from = params.from === undefined ? 0 : readInstant(params.from, "from");
	const until = params.until === undefined ? undefined : boundOf("ord", readInstant(params.until, "until"));
	const items: ActorDocument<Order>[] = [];
	let after = params.cursor === undefined ? until : decodeCursor(params.cursor);
	for (let read = 0; read < MAX_READ; read += PAGE) {
		const found = await documents.list({ where, order: "descending", limit: PAGE, ...(after === undefined ? undefined : { after }) });
		for (const document of found) {
			if (createdAt(document._id) < from) return { items, nextCursor: null };
			if (items.length === params.limit) return { items, nextCursor: encodeCursor(items.at(-1)!._id) };
			if (isMatch(document.state)) items.push(document);
		}
		if (found.length < PAGE) return { items, nextCursor: null };
		after = found.at(-1)!._id;
	}
	return { items, nextCursor: encodeCursor(after!) };
}
