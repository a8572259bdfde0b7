import { actions } from "./notation/contract.ts";
import { isoTime, named, nullable, orderId, page, time } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";
import { OrderSnapshot } from "./order.ts";

/** A message payload; its fields depend on the message type. */
const data = Type.Unsafe<Record<string, unknown>>({ type: "object", additionalProperties: true });

/** A message as stored in the log. */
const LoggedEvent = Type.Object({
	id: Type.String(),
	/** The order that it belongs to, if any. */
	orderId: nullable(Type.String()),
	type: Type.String(),
	sender: Type.String(),
	version: Type.Integer(),
	at: time,
	cause: Type.Optional(Type.String()),
	republished: Type.Optional(Type.Boolean()),
	data,
});
export type LoggedEvent = Static<typeof LoggedEvent>;

const NumberedEvent = Type.Object({ ...LoggedEvent.properties, seq: Type.Integer() });
export type NumberedEvent = Static<typeof NumberedEvent>;

const shownEvent = { id: Type.String(), type: Type.String(), at: isoTime, data };
export const FeedItem = named("FeedItem", { ...shownEvent, seq: Type.Integer(), orderId: nullable(Type.String()) });
export type FeedItem = Static<typeof FeedItem>;
export const OrderEvent = named("OrderEvent", { ...shownEvent, version: Type.Integer() });
export type OrderEvent = Static<typeof OrderEvent>;

export const eventLog = actions("event-log", {
	history: {
		summary: "Lists all events of an order",
		route: "GET /v1/orders/:orderId/history",
		guard: ["customer", "staff", "rider", "operator"],
		input: Type.Object({ orderId }),
		output: Type.Object({ items: Type.Array(OrderEvent) }),
	},
	feed: {
		summary: "Lists all business events in sequence, numbered without gaps; `after` is the last sequence number received",
		route: "GET /v1/feed",
		guard: ["operator"],
		input: Type.Object({ after: Type.Integer({ minimum: 0, default: 0, convert: true }), limit: page.limit }),
		output: Type.Object({ items: Type.Array(FeedItem) }),
	},
	orderAt: {
		summary: "Returns the order as of a point in time, from its own and its payment's messages",
		guard: "internal",
		input: Type.Object({ orderId: Type.String(), at: Type.Number() }),
		output: nullable(Type.Object({ order: OrderSnapshot, version: Type.Integer() })),
	},
	read: {
		summary: "Returns stored events after a sequence number, and the highest sequence number",
		guard: "internal",
		input: Type.Object({ after: Type.Number(), limit: Type.Number() }),
		output: Type.Object({ events: Type.Array(NumberedEvent), last: Type.Integer() }),
	},
});
