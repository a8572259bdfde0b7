import { Level, Line, Parcel, PaymentStatus, PaymentTiming, Place } from "./common.ts";
import { actions, messages } from "./contract.ts";
import { isoTime, meanings, named, nullable, oneOf, orderId, page, pageOf, someOf, text, time } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";
import { StoreSnapshot } from "./store.ts";

export const OrderStatus = meanings(
	{
		placed: "waits for its payment, until `payBy`; the store does not see it",
		submitted: "waits for the store's answer, until `answerBy`",
		accepted: "a deal",
		preparing: "brewing has begun",
		ready: "on the shelf, or waiting for its rider",
		in_transit: "with the rider",
		completed: "in the customer's hands",
		cancelled: "ended without the goods; `reason` says why",
		rejected: "the store would not have it; `reason` is in its own words",
	},
	"OrderStatus",
);
export type OrderStatus = Static<typeof OrderStatus>;

const cancellationFields = {
	status: meanings({
		held: "whoever makes it cannot be asked yet",
		granted: "cancelled",
		refused: "too late; `code` says why",
	}),
	reason: nullable(Type.String()),
	attempts: Type.Integer(),
	code: nullable(Type.String()),
};

/** Everything but the times, which messages and the API write differently. */
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
	auto: Type.Object({ brew: Type.Boolean(), dispatch: Type.Boolean() }, { description: "The store's settings at acceptance." }),
	cancellation: nullable(CancellationSnapshot),
	promise: Type.Object({ readyAt: nullable(time), deliveredBy: nullable(time) }),
	payBy: nullable(time),
	answerBy: nullable(time),
	createdAt: time,
	updatedAt: time,
	submittedAt: nullable(time, { description: "Null until the store sees it." }),
	acceptedAt: nullable(time, { description: "Null until the store accepts it." }),
	refunded: Type.Boolean({ description: "It was completed, and refunded afterwards." }),
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

/** services/order/draft.ts checks which fields belong together. */
const OrderRequest = Type.Object({
	storeId: text(100),
	kind: orderFields.kind,
	fulfilment: Type.Optional(orderFields.fulfilment),
	lines: Type.Optional(
		Type.Array(Type.Object({ productId: text(100), quantity: Type.Integer({ minimum: 1, maximum: 100 }) }), { minItems: 1, maxItems: 50 }),
	),
	parcel: Type.Optional(Parcel),
	destination: Type.Optional(Place),
	quoteId: Type.Optional(text(500)),
	payment: Type.Object({ timing: PaymentTiming }),
	note: Type.Optional(Type.String({ maxLength: 500 })),
});
export type OrderRequest = Static<typeof OrderRequest>;

export const HeldCancellation = Type.Object({
	orderId: Type.String(),
	requestedAt: nullable(isoTime),
	attempts: Type.Integer(),
	nextAttemptAt: nullable(isoTime),
});

export const order = actions("order", {
	place: {
		summary: "Places an order, at the prices and the fee of this moment",
		route: "POST /v1/orders",
		status: 201,
		location: "/v1/orders/{id}",
		guard: ["customer"],
		input: OrderRequest,
		output: Order,
		refuses: [
			"unknown_store",
			"unknown_product",
			"unknown_quote",
			"quote_expired",
			"quote_mismatch",
			"store_closed",
			"order_exists",
			"overloaded",
		],
	},
	get: {
		summary: "Shows an order, now or as it was known at a time",
		route: "GET /v1/orders/:orderId",
		guard: ["customer", "staff", "rider", "operator"],
		input: Type.Object({ orderId, at: Type.Optional(Type.String({ maxLength: 40 })) }),
		output: Order,
	},
	list: {
		summary: "Lists the caller's orders, newest first; `status` takes several, with commas",
		route: "GET /v1/orders",
		guard: ["customer"],
		input: Type.Object({ status: Type.Optional(someOf(OrderStatus.enum)), ...page }),
		output: pageOf(Order),
	},
	cancel: {
		summary: "Asks for the order to be cancelled",
		route: "POST /v1/orders/:orderId/cancellation",
		mayBeOpen: true,
		guard: ["customer"],
		input: Type.Object({ orderId, reason: Type.Optional(text(500)) }),
		output: Cancellation,
		refuses: ["brewing_started", "rider_assigned", "order_completed", "order_cancelled", "order_rejected"],
	},
	cancellation: {
		summary: "Shows what became of the wish to cancel",
		route: "GET /v1/orders/:orderId/cancellation",
		guard: ["customer", "staff", "operator"],
		input: Type.Object({ orderId }),
		output: Cancellation,
	},
	refund: {
		summary: "Pays a completed order back and takes back its score, once",
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
		summary: "Returns the order as its messages show it, for services that have not received them yet",
		guard: "internal",
		input: Type.Object({ orderId: Type.String() }),
		output: nullable(OrderSnapshot),
	},
});

/** The order service's copy of each store. */
export const orderMenu = actions("order-menu", {
	of: {
		summary: "Returns the last known state of a store; asks the store service about one that is not known",
		guard: "internal",
		input: Type.Object({ storeId: Type.String() }),
		output: nullable(StoreSnapshot),
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
	order_exists: problem(409, "이미 접수된 주문입니다.", "The order was placed before."),
	order_placed: problem(409, "아직 결제되지 않은 주문입니다.", "The order is not paid yet."),
	order_submitted: problem(409, "매장의 답을 기다리는 주문입니다.", "The order waits for the store's answer."),
	order_accepted: problem(409, "이미 수락된 주문입니다.", "The order is accepted."),
	order_preparing: problem(409, "준비 중인 주문입니다.", "The order is being prepared."),
	order_ready: problem(409, "이미 준비가 끝난 주문입니다.", "The order is ready."),
	order_in_transit: problem(409, "배달 중인 주문입니다.", "The order is on its way."),
	order_completed: problem(409, "이미 완료된 주문입니다.", "The order is completed."),
	order_cancelled: problem(409, "이미 취소된 주문입니다.", "The order is cancelled."),
	order_rejected: problem(409, "매장이 거절한 주문입니다.", "The order was rejected."),
	order_is_delivered: problem(409, "배달 주문은 매장에서 건넬 수 없습니다.", "The order is handed to a rider, not over the counter."),
	cancellation_held: problem(409, "취소 요청을 처리하고 있습니다.", "The cancellation is being decided."),
	maker_must_decide: problem(409, "취소 가능 여부를 확인하고 있습니다.", "Whether it can be cancelled is being asked."),
	already_refunded: problem(409, "이미 환불된 주문입니다.", "The order was paid back already."),
	overloaded: problem(503, "주문이 몰려 잠시 받을 수 없습니다.", "More is under way than can be finished soon; try again."),
};
