import { Level, Line, Parcel, PaymentStatus, PaymentTiming, Place } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { isoTime, meanings, named, nullable, oneOf, orderId, page, pageOf, slug, someOf, text, time } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";
import { StoreSnapshot } from "./store.ts";

export const OrderStatus = meanings(
	{
		placed: "waiting for payment, until `payBy`; not visible to the store",
		submitted: "waiting for the store to accept, until `answerBy`",
		accepted: "accepted by the store",
		preparing: "being brewed",
		ready: "ready for pickup by the customer or a rider",
		in_transit: "on the way with a rider",
		completed: "handed over to the customer",
		cancelled: "cancelled; see `reason`",
		rejected: "rejected by the store; `reason` is the store's text",
	},
	"OrderStatus",
);
export type OrderStatus = Static<typeof OrderStatus>;

const cancellationFields = {
	status: meanings({
		held: "the decision is pending because the brew or delivery service is unavailable",
		granted: "cancelled",
		refused: "too late to cancel; see `code`",
	}),
	reason: nullable(Type.String()),
	attempts: Type.Integer(),
	code: nullable(Type.String()),
};

/** All fields except times, which messages and the API format differently. */
const orderFields = {
	id: Type.String(),
	number: Type.String(),
	storeId: Type.String(),
	kind: oneOf("goods", "parcel"),
	fulfilment: oneOf("pickup", "delivery"),
	lines: Type.Array(Line),
	parcel: nullable(Parcel),
	destination: nullable(Place),
	quoteId: nullable(Type.String()),
	amounts: Type.Object({ goods: Type.Integer(), delivery: Type.Integer(), total: Type.Integer() }),
	level: Level,
	status: OrderStatus,
	reason: nullable(Type.String()),
	payment: Type.Object({ timing: PaymentTiming, status: PaymentStatus }),
	note: nullable(Type.String()),
};

/** Reasons that staff and riders choose from a list. Any other reason is their own text. */
export const GIVEN_REASONS = [
	"sold_out",
	"closing",
	"out_of_ingredients",
	"no_rider",
	"address_unclear",
	"recipient_absent",
	"wrong_address",
	"refused_by_recipient",
	"accident",
] as const;
/** Reasons for which pages and messages have a text in each language. */
export type ReasonCode =
	| (typeof GIVEN_REASONS)[number]
	| "customer"
	| "payment_expired"
	| "store_unanswered"
	| "store_closed"
	| "out_of_stock"
	| "uncollected"
	| "undeliverable";
export const givenReason = {
	...text(500),
	description: `Free text, or one of these, which are shown in the reader's language: ${GIVEN_REASONS.map((code) => `\`${code}\``).join(", ")}.`,
};

/** A cancellation in messages. */
export const CancellationSnapshot = Type.Object({
	...cancellationFields,
	requestedAt: time,
	decidedAt: nullable(time),
	nextAttemptAt: nullable(time),
});
export type CancellationSnapshot = Static<typeof CancellationSnapshot>;

/** An order in its messages. */
export const OrderSnapshot = Type.Object({
	...orderFields,
	customerId: Type.String(),
	riderId: nullable(Type.String({ description: "The rider who accepted the delivery." })),
	for: Type.Optional(nullable(time, { description: "The time of pick-up or delivery that a scheduled order was placed for." })),
	dispatchAt: Type.Optional(nullable(time, { description: "When the search for a rider of a scheduled delivery begins." })),
	auto: Type.Object(
		{ brew: Type.Boolean(), dispatch: Type.Boolean() },
		{ description: "The store's automation settings when it accepted the order." },
	),
	cancellation: nullable(CancellationSnapshot),
	promise: Type.Object({ readyAt: nullable(time), deliveredBy: nullable(time) }),
	payBy: nullable(time),
	answerBy: nullable(time),
	createdAt: time,
	updatedAt: time,
	submittedAt: nullable(time, { description: "Null until the order is submitted to the store." }),
	acceptedAt: nullable(time, { description: "Null until the store accepts the order." }),
	refunded: Type.Boolean({ description: "The order was refunded after completion." }),
});
export type OrderSnapshot = Static<typeof OrderSnapshot>;

export const cancellationView = {
	...cancellationFields,
	requestedAt: isoTime,
	decidedAt: nullable(isoTime),
	nextAttemptAt: nullable(isoTime),
};
/** A cancellation in the API. */
export const Cancellation = named("Cancellation", cancellationView);
export type Cancellation = Static<typeof Cancellation>;

export const orderView = {
	...orderFields,
	for: nullable(isoTime, { description: "The time of pick-up or delivery that a scheduled order was placed for." }),
	cancellation: nullable(Cancellation),
	promise: Type.Object({ readyAt: nullable(isoTime), deliveredBy: nullable(isoTime) }),
	payBy: nullable(isoTime),
	answerBy: nullable(isoTime),
	createdAt: isoTime,
	updatedAt: isoTime,
	version: Type.Integer(),
};
/** An order in the API. */
export const Order = named("Order", orderView);
export type Order = Static<typeof Order>;

/** An order as operators see it. */
export const ManagedOrder = named("ManagedOrder", {
	...orderView,
	customerId: Type.String(),
	riderId: nullable(Type.String({ description: "The rider who accepted the delivery." })),
});
export type ManagedOrder = Static<typeof ManagedOrder>;

const RequestedLine = Type.Object({
	productId: text(100),
	quantity: Type.Integer({ minimum: 1, maximum: 100 }),
	options: Type.Optional(
		Type.Array(
			Type.Object({
				groupId: text(100),
				optionId: text(100),
				quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: "1 if left out." })),
			}),
			{ maxItems: 50, description: "A required group that is left out gets its default options." },
		),
	),
	note: Type.Optional(text(200)),
});
export type RequestedLine = Static<typeof RequestedLine>;

/** services/order/draft.ts checks which fields may be combined. */
const OrderRequest = Type.Object({
	storeId: text(100),
	kind: orderFields.kind,
	fulfilment: Type.Optional(orderFields.fulfilment),
	lines: Type.Optional(Type.Array(RequestedLine, { minItems: 1, maxItems: 50 })),
	parcel: Type.Optional(Parcel),
	destination: Type.Optional(Place),
	quoteId: Type.Optional(text(500)),
	payment: Type.Object({ timing: PaymentTiming }),
	note: Type.Optional(Type.String({ maxLength: 500 })),
	for: Type.Optional(
		Type.String({
			format: "date-time",
			maxLength: 40,
			description:
				"Time of pick-up or delivery: the beginning of a quarter of an hour, up to 7 days ahead. As soon as possible if left out.",
		}),
	),
});
export type OrderRequest = Static<typeof OrderRequest>;

export const HeldCancellation = Type.Object({
	orderId: Type.String(),
	requestedAt: nullable(isoTime),
	attempts: Type.Integer(),
	nextAttemptAt: nullable(isoTime),
});

const customerId = Type.String({ pattern: "^acc_[0-9A-Za-z_-]{1,100}$", maxLength: 104 });

export const order = actions("order", {
	place: {
		summary: "Places an order at current prices and delivery fees",
		route: "POST /v1/orders",
		status: 201,
		location: "/v1/orders/{id}",
		createsOnce: true,
		guard: ["customer"],
		input: OrderRequest,
		output: Order,
		refuses: [
			"unknown_store",
			"unknown_product",
			"unknown_option",
			"option_required",
			"too_many_options",
			"sold_out",
			"unknown_quote",
			"quote_expired",
			"quote_mismatch",
			"store_closed",
			"slot_full",
			"too_many_items",
			"too_many_open_orders",
			"customer_blocked",
			"order_exists",
			"overloaded",
		],
	},
	slots: {
		summary: "Lists the slots of a day for which an order can be scheduled, and whether they are full",
		route: "GET /v1/stores/:storeId/slots",
		guard: "anyone",
		input: Type.Object({
			storeId: slug,
			date: Type.Optional(
				Type.String({
					pattern: "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$",
					maxLength: 10,
					description: "In the store's time zone; today if left out.",
				}),
			),
		}),
		output: Type.Object({ items: Type.Array(Type.Object({ at: isoTime, full: Type.Boolean() })) }),
		refuses: ["unknown_store"],
	},
	get: {
		summary: "Returns an order, as of now or of `at`",
		route: "GET /v1/orders/:orderId",
		guard: ["customer", "staff", "rider", "operator"],
		input: Type.Object({ orderId, at: Type.Optional(Type.String({ maxLength: 40 })) }),
		output: Order,
	},
	list: {
		summary: "Lists the caller's orders, newest first; `status` accepts a comma-separated list",
		route: "GET /v1/orders",
		guard: ["customer"],
		input: Type.Object({ status: Type.Optional(someOf(OrderStatus.enum)), ...page }),
		output: pageOf(Order),
	},
	search: {
		summary:
			"Lists orders of all stores, unpaid ones included, newest first. A page may be short, because each request looks through a limited number of orders",
		route: "GET /v1/ops/orders",
		guard: ["operator"],
		input: Type.Object({
			...page,
			number: Type.Optional(
				Type.String({ pattern: "^[A-Z]-[0-9]{1,3}$", maxLength: 5, description: "Numbers are used again after a while." }),
			),
			customerId: Type.Optional(customerId),
			storeId: Type.Optional(slug),
			status: Type.Optional(someOf(OrderStatus.enum)),
			from: Type.Optional(Type.String({ format: "date-time", maxLength: 40, description: "Placed at this time or later." })),
			until: Type.Optional(Type.String({ format: "date-time", maxLength: 40, description: "Placed before this time." })),
		}),
		output: pageOf(ManagedOrder),
	},
	find: {
		summary: "Returns an order with its customer and its rider",
		route: "GET /v1/ops/orders/:orderId",
		guard: ["operator"],
		input: Type.Object({ orderId }),
		output: ManagedOrder,
	},
	cancel: {
		summary: "Requests the cancellation of an order",
		route: "POST /v1/orders/:orderId/cancellation",
		mayBeOpen: true,
		guard: ["customer"],
		input: Type.Object({ orderId, reason: Type.Optional(text(500)) }),
		output: Cancellation,
		refuses: ["brewing_started", "rider_assigned", "order_completed", "order_cancelled", "order_rejected"],
	},
	cancellation: {
		summary: "Returns the cancellation's status",
		route: "GET /v1/orders/:orderId/cancellation",
		guard: ["customer", "staff", "operator"],
		input: Type.Object({ orderId }),
		output: Cancellation,
	},
	refund: {
		summary: "Refunds a completed order once and deducts its score",
		route: "POST /v1/orders/:orderId/refund",
		guard: ["staff", "operator"],
		input: Type.Object({ orderId, reason: text(500) }),
		output: Order,
		refuses: [
			"already_refunded",
			"order_placed",
			"order_submitted",
			"order_accepted",
			"order_preparing",
			"order_ready",
			"order_in_transit",
			"order_cancelled",
			"order_rejected",
		],
	},
	held: {
		summary: "Lists held cancellations, oldest first",
		guard: "internal",
		input: Type.Object({ limit: Type.Number() }),
		output: Type.Array(HeldCancellation),
	},
	snapshot: {
		summary: "Returns the order as published in messages, for services that have not received them yet",
		guard: "internal",
		input: Type.Object({ orderId: Type.String() }),
		output: nullable(OrderSnapshot),
	},
});

/** The order service's copy of each store. */
export const orderMenu = actions("order-menu", {
	of: {
		summary: "Returns the last known state of a store; fetches unknown stores from the store service",
		guard: "internal",
		input: Type.Object({ storeId: Type.String() }),
		output: nullable(StoreSnapshot),
	},
});

/** A customer who cannot order at a store. */
export const BlockedCustomer = named("BlockedCustomer", {
	storeId: Type.String(),
	customerId: Type.String(),
	reason: Type.String(),
	by: Type.String({ description: "The account of the staff member or operator." }),
	at: isoTime,
});
export type BlockedCustomer = Static<typeof BlockedCustomer>;

export const orderLimits = actions("order-limits", {
	block: {
		summary: "Blocks a customer at a store: new orders are refused; open ones go on",
		route: "PUT /v1/stores/:storeId/blocked-customers/:customerId",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ storeId: slug, customerId, reason: text(200) }),
		output: BlockedCustomer,
	},
	unblock: {
		summary: "Lets a blocked customer order again",
		route: "DELETE /v1/stores/:storeId/blocked-customers/:customerId",
		status: 204,
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ storeId: slug, customerId }),
		refuses: ["not_found"],
	},
	blocked: {
		summary: "Lists the customers whom a store has blocked",
		route: "GET /v1/stores/:storeId/blocked-customers",
		guard: ["staff", "operator"],
		ofStore: "storeId",
		input: Type.Object({ storeId: slug, ...page }),
		output: pageOf(BlockedCustomer),
	},
	admit: {
		summary: "Refuses an order of a blocked customer, and counts an unpaid one",
		guard: "internal",
		input: Type.Object({
			storeId: Type.String(),
			customerId: Type.String(),
			orderId: Type.Optional(Type.String({ description: "The order to count, if it is paid on receipt." })),
		}),
	},
});

export const orderMessages = messages("order", OrderSnapshot, [
	"placed",
	"submitted",
	"accepted",
	"preparing",
	"ready",
	"departed",
	"completed",
	"cancelled",
	"rejected",
	"refunded",
	"cancellation_held",
	"cancellation_refused",
]);
export type OrderMessage = keyof typeof orderMessages;

export const orderProblems = {
	order_exists: problem(409, "이미 접수된 주문입니다.", "The order has already been placed."),
	order_placed: problem(409, "아직 결제되지 않은 주문입니다.", "The order has not been paid yet."),
	order_submitted: problem(409, "매장 수락을 기다리는 주문입니다.", "The order is waiting for the store to accept."),
	order_accepted: problem(409, "이미 수락된 주문입니다.", "The order is already accepted."),
	order_preparing: problem(409, "준비 중인 주문입니다.", "The order is being prepared."),
	order_ready: problem(409, "이미 준비가 완료된 주문입니다.", "The order is already ready."),
	order_in_transit: problem(409, "배달 중인 주문입니다.", "The order is already on its way."),
	order_completed: problem(409, "이미 완료된 주문입니다.", "The order is already completed."),
	order_cancelled: problem(409, "이미 취소된 주문입니다.", "The order is already cancelled."),
	order_rejected: problem(409, "매장이 거절한 주문입니다.", "The store rejected the order."),
	order_is_delivered: problem(409, "배달 주문은 매장에서 전달 완료할 수 없습니다.", "A delivery order cannot be collected at the counter."),
	cancellation_held: problem(409, "취소 요청을 처리하는 중입니다.", "A cancellation is being processed."),
	maker_must_decide: problem(409, "취소 가능 여부를 확인하는 중입니다.", "Whether the order can be cancelled is being checked."),
	already_refunded: problem(409, "이미 환불된 주문입니다.", "The order has already been refunded."),
	customer_blocked: problem(409, "이 매장에서는 주문할 수 없습니다.", "You cannot order at this store."),
	too_many_open_orders: problem(
		409,
		"진행 중인 현장 결제 주문이 너무 많습니다. 완료된 후 다시 주문하거나 미리 결제해 주세요.",
		"Too many of your orders are still to be paid on receipt. Wait for one to end, or pay in advance.",
	),
	too_many_items: problem(422, "한 번에 주문할 수 있는 수량을 초과했습니다.", "This is more than one order may contain.", ["limit"]),
	slot_full: problem(409, "선택한 시간의 주문이 마감되었습니다.", "The store can make no more for that time.", ["nextSlotAt"]),
	overloaded: problem(
		503,
		"주문이 많아 지금은 접수할 수 없습니다. 잠시 후 다시 시도해 주세요.",
		"Too many orders are being processed. Try again soon.",
	),
};
