import type { Message } from "../../lib/message.ts";

/** A message as the log keeps it. */
export interface LoggedEvent extends Pick<Message, "id" | "type" | "sender" | "version" | "at" | "cause"> {
	/** The order it happened to, if it is one's. */
	orderId: string | null;
	data: Record<string, unknown>;
}
export type Numbered = LoggedEvent & { seq: number };

const VERSIONS_TOGETHER = 256;

const orderIdOf = (type: string, data: Record<string, unknown>): string | null => {
	const id = type.startsWith("order.") ? data.id : data.orderId;
	return typeof id === "string" ? id : null;
};

/** Whoever leaves has their name forgotten everywhere, and a log is not to be rewritten: so it never holds one. */
const withoutName = (type: string, data: Record<string, unknown>) => (type.startsWith("account.") ? { ...data, name: null } : data);

export const eventOf = ({ at, cause, data, id, sender, type, version }: Message): LoggedEvent => {
	const said = withoutName(type, data as Record<string, unknown>);
	return { id, orderId: orderIdOf(type, said), type, sender, version, at, ...(cause ? { cause } : undefined), data: said };
};

/** What an event is looked up under: its order, or some versions of its sender, for a sender may speak for ever. */
export const subjectOf = ({ orderId, sender, version }: LoggedEvent): string =>
	orderId ?? `${sender}/${Math.floor(version / VERSIONS_TOGETHER)}`;

/** By time, then version; and whatever the clocks of two nodes say, nothing comes before what led to it. */
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
