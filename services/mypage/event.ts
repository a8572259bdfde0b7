import type { LoggedEvent } from "../../contracts/event-log.ts";
import { keyOf, type Message } from "../../lib/messaging/message.ts";

const VERSIONS_PER_SUBJECT = 256;

const orderIdOf = (type: string, data: Record<string, unknown>): string | null => {
	const id = type.startsWith("order.") ? data.id : data.orderId;
	return typeof id === "string" ? id : null;
};

/**
 * The log is never rewritten, so it stores no names, which must be erased with the account. It keeps that the catalogue was
 * changed, but not its hundreds of kB each time.
 */
const logged = (type: string, data: Record<string, unknown>): Record<string, unknown> => {
	if (type.startsWith("account.")) return { ...data, name: null };
	return type.startsWith("catalogue.") ? {} : data;
};

export const eventOf = ({ at, cause, data, id, republished, sender, type, version }: Message): LoggedEvent => {
	const payload = logged(type, data as Record<string, unknown>);
	const optional = { ...(cause ? { cause } : undefined), ...(republished ? { republished } : undefined) };
	return { id, orderId: orderIdOf(type, payload), type, sender, version, at, ...optional, data: payload };
};

/** Drops repeats of messages that are in the log. */
export const withoutRepeats = (events: LoggedEvent[]): LoggedEvent[] => {
	const known = new Set<string>();
	return events.filter(({ republished, sender, type }) => {
		const isRepeat = republished === true && known.has(`${sender} ${type}`);
		known.add(`${sender} ${type}`);
		return !isRepeat;
	});
};

/** The key in the index: the order, or a range of the sender's versions, because a sender may publish forever. */
export const subjectOf = ({ orderId, sender, version }: LoggedEvent): string =>
	orderId ?? `${sender}/${Math.floor(version / VERSIONS_PER_SUBJECT)}`;

/** An event that another one has to follow, with its key in the index. */
export interface Predecessor {
	id: string;
	subject: string;
}

/** The order of a message's sender, if the sender belongs to one order. */
const orderOf = (id: string): string | undefined => {
	const key = keyOf(id.slice(0, id.lastIndexOf("/")));
	return key.startsWith("ord_") ? key : undefined;
};

/** What comes before an event: of the same order everything that it names, of other events only the cause, if that is an order's. */
export const predecessorsOf = ({ cause, orderId }: LoggedEvent, after: string[] = []): Predecessor[] => {
	const ids = orderId === null ? [cause] : [cause, ...after];
	return ids.flatMap((id) => {
		const subject = id === undefined ? null : (orderOf(id) ?? orderId);
		return subject === null ? [] : [{ id: id!, subject }];
	});
};

/** Sorts by time, then version. A cause comes before its effect even if the clocks of two nodes differ. */
export const inOrder = (events: LoggedEvent[]): LoggedEvent[] => {
	const byId = new Map(events.map((event) => [event.id, event]));
	const placed = new Set<LoggedEvent>();
	const place = (event: LoggedEvent): void => {
		if (placed.has(event)) return;
		const cause = event.cause === undefined ? undefined : byId.get(event.cause);
		if (cause) place(cause);
		placed.add(event);
	};
	for (const event of events.sort((one, other) => one.at - other.at || one.version - other.version)) place(event);
	return [...placed];
};
