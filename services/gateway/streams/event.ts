import type { DeliverySnapshot } from "../../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import { isStaffOf } from "../../../lib/auth/caller.ts";
import type { Caller } from "../../../lib/broker/guard.ts";
import { iso } from "../../../lib/domain/iso-time.ts";
import { showOrder } from "../../../lib/domain/order-view.ts";
import { showSnapshot } from "../../../lib/domain/snapshot-view.ts";

/** An entry of the event log. */
export interface LoggedEvent {
	seq: number;
	id: string;
	type: string;
	orderId: string | null;
	version: number;
	at: number;
	data: Record<string, unknown>;
}

/** An event, serialized once for all clients. */
export interface StreamEvent extends LoggedEvent {
	topics: string[];
	text: string;
}

/** Topics: each event has several, and each client subscribes to some. */
export const ofOrder = (id: string) => `order ${id}`;
export const ofAccount = (id: string) => `account ${id}`;
export const ofStore = (id: string) => `store ${id}`;
export const OF_ALL = "all";

export const topicsFor = (caller: Caller): string[] => {
	if (caller.roles.includes("operator")) return [OF_ALL];
	const own = ofAccount(caller.accountId);
	return caller.roles.includes("staff") && caller.storeId !== undefined ? [own, ofStore(caller.storeId)] : [own];
};

/** A store receives events of a prepaid order only once it is paid. */
const isForStore = (type: string, { status, submittedAt, timing }: LoggedEvent["data"]): boolean => {
	if (type.startsWith("order.")) return submittedAt !== null;
	if (type.startsWith("payment.")) return timing !== "prepaid" || ["approved", "refunded", "collected"].includes(status as string);
	return true;
};

/** The previous rider still receives the events of a delivery that has no new rider yet. */
const releasedRiderOf = ({ released }: LoggedEvent["data"]) => (released as DeliverySnapshot["released"] | undefined)?.riderId;

const topicsOf = ({ data, orderId, type }: LoggedEvent): string[] => {
	const { accountId, customerId, riderId } = data;
	const accounts = [customerId, riderId ?? releasedRiderOf(data), accountId];
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

export const streamEvent = (logged: LoggedEvent): StreamEvent => {
	const { at, data, id, orderId, type, version } = logged;
	const resource = type.startsWith("order.") ? showOrder(data as unknown as OrderSnapshot, version) : showSnapshot(data);
	const payload = { type, orderId, status: data.status ?? null, version, at: iso(at), ...resource };
	return { ...logged, topics: topicsOf(logged), text: block(type, payload, id) };
};

/** Whether the caller may still see an order after an event of it: a rider loses access when the delivery is reassigned. */
export const isOrderVisibleAfter = ({ accountId, ...caller }: Caller, { data, type }: LoggedEvent): boolean => {
	if (!/^(order|delivery)\./.test(type)) return true;
	const { customerId, riderId, storeId, submittedAt } = data;
	if (customerId === accountId || riderId === accountId) return true;
	return isStaffOf({ accountId, ...caller }, storeId as string) && (caller.roles.includes("operator") || submittedAt !== null);
};
