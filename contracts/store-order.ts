import { BrewStatus, made } from "./brew.ts";
import { DeliveryStatus } from "./delivery.ts";
import { actions, messages } from "./notation/contract.ts";
import { isoTime, named, nullable, oneOf, orderId, page, pageOf, slug, someOf, time } from "./notation/fields.ts";
import Type, { type Static } from "./notation/schema.ts";
import { givenReason, orderView } from "./order.ts";

export const StoreOrderStatus = oneOf(
	"submitted",
	"accepted",
	"preparing",
	"ready",
	"in_transit",
	"completed",
	"cancelled",
	"rejected",
	"unanswered",
	"uncollected",
);
export type StoreOrderStatus = Static<typeof StoreOrderStatus>;

/** A store's copy of an order in its messages. */
export const StoreOrderSnapshot = Type.Object({
	orderId: Type.String(),
	storeId: Type.String(),
	customerId: Type.String(),
	status: StoreOrderStatus,
	reason: nullable(Type.String()),
	auto: Type.Object({ brew: Type.Boolean(), dispatch: Type.Boolean() }),
	readyAt: nullable(time, { description: "The ready time promised at acceptance." }),
	answerBy: nullable(time),
	updatedAt: time,
});
export type StoreOrderSnapshot = Static<typeof StoreOrderSnapshot>;

const { id, number, storeId, kind, fulfilment, lines, parcel, destination, amounts, level, payment, note, for: forTime } = orderView;

/** A store's copy of an order in the API. */
export const StoreOrder = named("StoreOrder", {
	id,
	number,
	storeId,
	customerId: Type.String(),
	kind,
	fulfilment,
	lines,
	parcel,
	destination,
	amounts,
	level,
	status: StoreOrderStatus,
	reason: nullable(Type.String()),
	payment,
	brew: nullable(Type.Object({ status: oneOf(...BrewStatus.enum), dueAt: nullable(isoTime), made }), {
		description: "Null while the brew service is unavailable.",
	}),
	delivery: nullable(
		Type.Object({
			status: oneOf(...DeliveryStatus.enum),
			riderId: nullable(Type.String()),
			eta: nullable(isoTime),
			reason: nullable(Type.String({ description: "Why it failed." })),
		}),
		{
			description: "Null for pickup orders, and while the delivery service is unavailable.",
		},
	),
	for: forTime,
	queuedAt: nullable(isoTime, { description: "When the ticket of a scheduled order enters the queue; until then it is for later." }),
	promise: Type.Object({ readyAt: nullable(isoTime) }),
	answerBy: nullable(isoTime),
	collectBy: nullable(isoTime),
	note,
	createdAt: isoTime,
	updatedAt: isoTime,
	version: Type.Integer(),
});
export type StoreOrder = Static<typeof StoreOrder>;

const byId = { storeId: slug, orderId };

const notSubmitted = [
	"order_accepted",
	"order_preparing",
	"order_ready",
	"order_in_transit",
	"order_completed",
	"order_cancelled",
	"order_rejected",
] as const;

export const storeOrder = actions("store-order", {
	list: {
		summary: "Lists a store's orders, newest first",
		route: "GET /v1/stores/:storeId/orders",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ storeId: slug, status: Type.Optional(someOf(StoreOrderStatus.enum)), ...page }),
		output: pageOf(StoreOrder),
	},
	accept: {
		summary: "Accepts an order",
		route: "POST /v1/stores/:storeId/orders/:orderId/accept",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object(byId),
		output: StoreOrder,
		refuses: notSubmitted,
	},
	reject: {
		summary: "Rejects an order",
		route: "POST /v1/stores/:storeId/orders/:orderId/reject",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ ...byId, reason: givenReason }),
		output: StoreOrder,
		refuses: notSubmitted,
	},
	collect: {
		summary: "Hands an order to the customer, collecting payment if it is paid on receipt",
		route: "POST /v1/stores/:storeId/orders/:orderId/collect",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object(byId),
		output: StoreOrder,
		refuses: [
			"order_is_delivered",
			"order_submitted",
			"order_accepted",
			"order_preparing",
			"order_in_transit",
			"order_completed",
			"order_cancelled",
			"order_rejected",
		],
	},
	queue: {
		summary: "Returns the preparation time queued ahead of a new order, in milliseconds",
		guard: "internal",
		input: Type.Object({ storeId: Type.String() }),
		output: Type.Integer(),
	},
});

export const storeOrderMessages = messages("store", StoreOrderSnapshot, [
	"received",
	"accepted",
	"rejected",
	"unanswered",
	"collected",
	"uncollected",
]);
export type StoreOrderMessage = keyof typeof storeOrderMessages;
