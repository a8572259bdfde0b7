import type { DeliverySnapshot, LiveDelivery, LiveDeliveryEvent } from "../../../contracts/delivery.ts";
import type { OrderSnapshot } from "../../../contracts/order.ts";
import { isStaffOf } from "../../../lib/auth/caller.ts";
import type { Caller } from "../../../lib/broker/guard.ts";
import { iso } from "../../../lib/domain/iso-time.ts";
import { showOrder } from "../../../lib/domain/order-view.ts";
import { showSnapshot } from "../../../lib/domain/snapshot-view.ts";

interface EventContent {
	type: string;
	orderId: string | null;
	version: number;
	at: number;
	data: Record<string, unknown>;
}

/** An entry of the event log. */
export interface LoggedEvent extends EventContent {
	seq: number;
	id: string;
}

interface Serialized {
	topics: string[];
	/** The same for all clients. */
	text: string;
}
export type StreamEvent = LoggedEvent & Serialized;
/** An event that is not in the log. A client cannot resume from it, so it has no id. */
export type LiveEvent = EventContent & Serialized;

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
const isForStore = (type: string, { status, submittedAt, timing }: EventContent["data"]): boolean => {
	if (type.startsWith("order.")) return submittedAt !== null;
	if (type.startsWith("payment.")) return timing !== "prepaid" || ["approved", "refunded", "collected"].includes(status as string);
	return true;
};

/** The previous rider still receives the events of a delivery that has no new rider yet. */
const releasedRiderOf = ({ released }: EventContent["data"]) => (released as DeliverySnapshot["released"] | undefined)?.riderId;

const topicsOf = ({ data, orderId, type }: EventContent): string[] => {
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

const textOf = ({ at, data, orderId, type, version }: EventContent, id?: string): string => {
	const resource = type.startsWith("order.") ? showOrder(data as unknown as OrderSnapshot, version) : showSnapshot(data);
	const payload = { type, orderId, status: data.status ?? null, version, at: iso(at), ...resource };
	return block(type, payload, id);
};

export const streamEvent = (logged: LoggedEvent): StreamEvent => ({ ...logged, topics: topicsOf(logged), text: textOf(logged, logged.id) });

/** Operators get it only on the stream of the order: the positions of all riders together would be too much. */
export const liveEvent = (type: LiveDeliveryEvent, { data, version }: LiveDelivery): LiveEvent => {
	const at = type === "delivery.moved" ? data.location!.at : data.updatedAt;
	const event = { type, orderId: data.orderId, version, at, data: { ...data } };
	return { ...event, topics: topicsOf(event).filter((topic) => topic !== OF_ALL), text: textOf(event) };
};

/** Whether the caller may still see an order after an event of it: a rider loses access when the delivery is reassigned. */
export const isOrderVisibleAfter = ({ accountId, ...caller }: Caller, { data, type }: EventContent): boolean => {
	if (!/^(order|delivery)\./.test(type)) return true;
	const { customerId, riderId, storeId, submittedAt } = data;
	if (customerId === accountId || riderId === accountId) return true;
	return isStaffOf({ accountId, ...caller }, storeId as string) && (caller.roles.includes("operator") || submittedAt !== null);
};
