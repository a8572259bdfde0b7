import type { DeliverySnapshot } from "../../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import { isStaffOf } from "../../../lib/auth/caller.ts";
import type { Caller } from "../../../lib/broker/guard.ts";
import { iso } from "../../../lib/domain/iso-time.ts";
import { showOrder } from "../../../lib/domain/order-view.ts";
import { showSnapshot } from "../../../lib/domain/snapshot-view.ts";

/** As the event log keeps it. */
export interface Logged {
	seq: number;
	id: string;
	type: string;
	orderId: string | null;
	version: number;
	at: number;
	data: Record<string, unknown>;
}

/** Written once, for all who are to be told. */
export interface StreamEvent extends Logged {
	topics: string[];
	text: string;
}

/** What a stream can be about. Each event has some of these topics, each client waits for some. */
export const ofOrder = (id: string) => `order ${id}`;
export const ofAccount = (id: string) => `account ${id}`;
export const ofStore = (id: string) => `store ${id}`;
export const OF_ALL = "all";

export const topicsFor = (caller: Caller): string[] => {
	if (caller.roles.includes("operator")) return [OF_ALL];
	const own = ofAccount(caller.accountId);
	return caller.roles.includes("staff") && caller.storeId !== undefined ? [own, ofStore(caller.storeId)] : [own];
};

/** Of an order that is to be paid before, a store hears only once it has been. */
const isForStore = (type: string, { status, submittedAt, timing }: Logged["data"]): boolean => {
	if (type.startsWith("order.")) return submittedAt !== null;
	if (type.startsWith("payment.")) return timing !== "prepaid" || ["approved", "refunded", "collected"].includes(status as string);
	return true;
};

/** While nobody else has it, whoever had it last is told. */
const letGo = ({ released }: Logged["data"]) => (released as DeliverySnapshot["released"] | undefined)?.riderId;

const topicsOf = ({ data, orderId, type }: Logged): string[] => {
	const { accountId, customerId, riderId } = data;
	const accounts = [customerId, riderId ?? letGo(data), accountId];
	if (type.startsWith("account.")) accounts.push(data.id);
	const storeId = type === "store.changed" ? data.id : data.storeId;
	const topics = [
		OF_ALL,
		...(orderId === null ? [] : [ofOrder(orderId)]),
		...accounts.filter((id) => typeof id === "string").map(ofAccount),
		...(typeof storeId === "string" && isForStore(type, data) ? [ofStore(storeId)] : []),
	];
	return [...new Set(topics)];
};

export const block = (event: string, data: object, id?: string): string =>
	`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

export const streamEvent = (logged: Logged): StreamEvent => {
	const { at, data, id, orderId, type, version } = logged;
	const resource = type.startsWith("order.") ? showOrder(data as unknown as OrderSnapshot, version) : showSnapshot(data);
	const shown = { type, orderId, status: data.status ?? null, version, at: iso(at), ...resource };
	return { ...logged, topics: topicsOf(logged), text: block(type, shown, id) };
};

/** Whether an event of an order leaves its order in this caller's sight: the rider is the one of its people who may change. */
export const leavesInSight = ({ accountId, ...caller }: Caller, { data, type }: Logged): boolean => {
	if (!/^(order|delivery)\./.test(type)) return true;
	const { customerId, riderId, storeId, submittedAt } = data;
	if (customerId === accountId || riderId === accountId) return true;
	return isStaffOf({ accountId, ...caller }, storeId as string) && (caller.roles.includes("operator") || submittedAt !== null);
};
