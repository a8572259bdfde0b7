import { CancelAnswer, CancelRequest, coordinates, Place } from "./notation/common.ts";
import { actions, messages } from "./notation/contract.ts";
import { isoTime, meanings, named, nullable, orderId, page, pageOf, someOf, text, time } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";
import { givenReason } from "./order.ts";

export const DeliveryStatus = meanings({
	requested: "waiting for a rider to be assigned",
	assigned: "waiting for the rider to accept, until `answerBy`",
	accepted: "the rider is on the way to the pickup",
	in_transit: "on the way to the destination",
	delivered: "handed over to the recipient",
	cancelled: "cancelled before delivery",
	failed: "could not be handed over; `reason` says why",
});
export type DeliveryStatus = Static<typeof DeliveryStatus>;

/** The fields that messages and the API share. */
const deliveryFields = {
	orderId: Type.String(),
	storeId: Type.String(),
	status: DeliveryStatus,
	riderId: nullable(Type.String()),
	reason: nullable(Type.String()),
};

/** A delivery in its messages. */
export const DeliverySnapshot = Type.Object({
	...deliveryFields,
	number: nullable(Type.String({ description: "The order number to call out; null if only the order's cancellation has been received." })),
	customerId: Type.String(),
	ready: Type.Boolean({ description: "The goods are ready for pickup." }),
	take: Type.Integer({ description: "Sequence number of the rider's job; 0 for robots." }),
	released: nullable(
		Type.Object({ riderId: Type.String(), take: Type.Integer() }, { description: "The rider who was released last, and from which job." }),
	),
	location: nullable(Type.Object({ lat: Type.Number(), lng: Type.Number(), at: time })),
	eta: nullable(time),
	answerBy: nullable(time),
	updatedAt: time,
});
export type DeliverySnapshot = Static<typeof DeliverySnapshot>;

/**
 * Broadcast to the gateways, neither stored nor published on the bus: the rider has moved, or the tries that are left for the
 * PIN have changed. Whoever misses it sees the change at the next read.
 */
export type LiveDeliveryEvent = "delivery.moved" | "delivery.pin_changed";
export interface LiveDelivery {
	version: number;
	data: DeliverySnapshot;
}

/** A delivery in the API. */
export const Delivery = named("Delivery", {
	...deliveryFields,
	number: nullable(Type.String()),
	ready: Type.Boolean(),
	from: nullable(Place),
	to: nullable(Place),
	location: nullable(Type.Object({ lat: Type.Number(), lng: Type.Number(), at: isoTime })),
	eta: nullable(isoTime),
	answerBy: nullable(isoTime),
	triesLeft: Type.Integer(),
	pin: Type.Optional(Type.String({ description: "Shown only to the customer, who gives it to the rider on delivery." })),
	createdAt: isoTime,
	updatedAt: isoTime,
	version: Type.Integer(),
});
export type Delivery = Static<typeof Delivery>;

/** The problem codes of every other status. */
const unless = (...statuses: DeliveryStatus[]) =>
	DeliveryStatus.enum.filter((status) => !statuses.includes(status)).map((status) => `delivery_${status}` as const);

const ById = Type.Object({ orderId });

export const delivery = actions("delivery", {
	list: {
		summary: "Lists deliveries: a rider's own and unassigned ones, a store's, or all; `status` accepts a comma-separated list",
		route: "GET /v1/deliveries",
		guard: ["rider", "staff", "operator"],
		input: Type.Object({ status: Type.Optional(someOf(DeliveryStatus.enum)), ...page }),
		output: pageOf(Delivery),
	},
	get: {
		summary: "Returns an order's delivery",
		route: "GET /v1/deliveries/:orderId",
		guard: ["customer", "rider", "staff", "operator"],
		input: ById,
		output: Delivery,
	},
	assign: {
		summary: "Assigns a rider, who must accept by `answerBy`",
		route: "POST /v1/deliveries/:orderId/assign",
		guard: ["staff", "operator"],
		input: Type.Object({ orderId, riderId: text(100) }),
		output: Delivery,
		refuses: [...unless("requested"), "unknown_rider", "rider_busy", "rider_off_shift"],
	},
	accept: {
		summary: "Accepts an assigned delivery",
		route: "POST /v1/deliveries/:orderId/accept",
		guard: ["rider"],
		input: ById,
		output: Delivery,
		refuses: unless("assigned"),
	},
	decline: {
		summary: "Declines an assigned delivery; another rider is searched for",
		route: "POST /v1/deliveries/:orderId/decline",
		guard: ["rider"],
		input: ById,
		output: Delivery,
		refuses: unless("assigned"),
	},
	depart: {
		summary: "Starts the trip with the goods or the parcel",
		route: "POST /v1/deliveries/:orderId/depart",
		guard: ["rider"],
		input: ById,
		output: Delivery,
		refuses: [...unless("accepted"), "not_ready"],
	},
	move: {
		summary: "Reports the rider's location: streamed at most once a second, and stored at most every 5 s",
		route: "POST /v1/deliveries/:orderId/location",
		guard: ["rider"],
		input: Type.Object({ orderId, ...coordinates }),
		output: Delivery,
		refuses: unless("accepted", "in_transit"),
	},
	confirm: {
		summary: "Completes the delivery with the customer's PIN",
		route: "POST /v1/deliveries/:orderId/confirm",
		guard: ["rider"],
		input: Type.Object({ orderId, pin: Type.String({ maxLength: 20 }) }),
		output: Delivery,
		refuses: [...unless("in_transit"), "wrong_pin", "pin_locked"],
	},
	fail: {
		summary: "Fails a delivery that cannot be handed over or that no rider accepts",
		route: "POST /v1/deliveries/:orderId/fail",
		guard: ["rider", "staff", "operator"],
		input: Type.Object({ orderId, reason: givenReason }),
		output: Delivery,
		refuses: unless("requested"),
	},
	unlock: {
		summary: "Issues a new PIN and resets the remaining tries",
		route: "POST /v1/deliveries/:orderId/unlock",
		guard: ["staff", "operator"],
		input: ById,
		output: Delivery,
		refuses: unless("requested", "assigned", "accepted", "in_transit"),
	},
	cancel: {
		summary: "Cancels the delivery if no rider is assigned; repeating the call has no further effect",
		guard: "internal",
		input: CancelRequest,
		output: CancelAnswer,
	},
	disown: {
		summary: "Returns whether a rider's job never became an assignment, and prevents it from becoming one",
		guard: "internal",
		input: Type.Object({ orderId: Type.String(), riderId: Type.String(), take: Type.Number() }),
		output: Type.Boolean(),
	},
	loads: {
		summary: "Returns the number of current deliveries of each rider",
		guard: "internal",
		input: Type.Object({ riderIds: Type.Array(Type.String()) }),
		output: Type.Array(Type.Integer()),
	},
});

/** The delivery service's copy of each store. */
export const deliveryStore = actions("delivery-store", {
	place: {
		summary: "Returns a store's pickup location; fetches unknown stores from the store service",
		guard: "internal",
		input: Type.Object({ storeId: Type.String() }),
		output: nullable(Place),
	},
});

export const deliveryMessages = messages("delivery", DeliverySnapshot, [
	"requested",
	"ready",
	"assigned",
	"accepted",
	"departed",
	"delivered",
	"failed",
	"cancelled",
	"search_restarted",
]);
export type DeliveryMessage = keyof typeof deliveryMessages;

export const deliveryProblems = {
	wrong_pin: problem(422, "PIN이 올바르지 않습니다.", "The PIN is incorrect.", ["triesLeft"]),
	rider_assigned: problem(409, "이미 라이더가 배정되었습니다.", "A rider is already assigned."),
	not_ready: problem(409, "아직 준비가 완료되지 않은 주문입니다.", "The goods are not ready yet."),
	pin_locked: problem(423, "PIN이 잠겼습니다. 매장에 문의해 주세요.", "The PIN is locked. Contact the store.", ["triesLeft"]),
	delivery_requested: problem(409, "아직 라이더가 배정되지 않았습니다.", "No rider has been assigned yet."),
	delivery_assigned: problem(409, "라이더 수락을 기다리는 배달입니다.", "The delivery is waiting for the rider to accept."),
	delivery_accepted: problem(409, "라이더가 이미 수락한 배달입니다.", "The rider has already accepted the delivery."),
	delivery_in_transit: problem(409, "이미 출발한 배달입니다.", "The delivery is already on its way."),
	delivery_delivered: problem(409, "이미 완료된 배달입니다.", "The delivery is already completed."),
	delivery_cancelled: problem(409, "취소된 배달입니다.", "The delivery was cancelled."),
	delivery_failed: problem(409, "배달에 실패한 주문입니다.", "The delivery has failed."),
};
