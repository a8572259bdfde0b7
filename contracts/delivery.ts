import { CancelAnswer, CancelRequest, coordinates, Place } from "./common.ts";
import { actions, messages } from "./contract.ts";
import { isoTime, meanings, named, nullable, orderId, page, pageOf, someOf, text, time } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

export const DeliveryStatus = meanings({
	requested: "a rider is sought",
	assigned: "waits for its rider's answer, until `answerBy`",
	accepted: "its rider comes for it",
	in_transit: "on its way",
	delivered: "handed over",
	cancelled: "not wanted any more",
	failed: "could not be handed over; `reason` says why",
});
export type DeliveryStatus = Static<typeof DeliveryStatus>;

/** Everything but what messages and the API describe or write differently. */
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
	number: nullable(Type.String({ description: "To call out; null while only a cancellation of the order is known." })),
	customerId: Type.String(),
	ready: Type.Boolean({ description: "There is something to pick up." }),
	take: Type.Integer({ description: "Which of the rider's jobs this is; 0 for robots." }),
	released: nullable(
		Type.Object({ riderId: Type.String(), take: Type.Integer() }, { description: "The rider last released, and from which job." }),
	),
	location: nullable(Type.Object({ lat: Type.Number(), lng: Type.Number(), at: time })),
	eta: nullable(time),
	answerBy: nullable(time),
	updatedAt: time,
});
export type DeliverySnapshot = Static<typeof DeliverySnapshot>;

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
	pin: Type.Optional(Type.String({ description: "Shown to the customer alone, who gives it to the rider at the door." })),
	createdAt: isoTime,
	updatedAt: isoTime,
	version: Type.Integer(),
});
export type Delivery = Static<typeof Delivery>;

/** The codes that refuse a command in every other status. */
const unless = (...statuses: DeliveryStatus[]) =>
	DeliveryStatus.enum.filter((status) => !statuses.includes(status)).map((status) => `delivery_${status}` as const);

const ById = Type.Object({ orderId });

export const delivery = actions("delivery", {
	list: {
		summary: "Lists deliveries: a rider's own and open ones, a store's, or all; `status` takes several, with commas",
		route: "GET /v1/deliveries",
		guard: ["rider", "staff", "operator"],
		input: Type.Object({ status: Type.Optional(someOf(DeliveryStatus.enum)), ...page }),
		output: pageOf(Delivery),
	},
	get: {
		summary: "Shows an order's delivery",
		route: "GET /v1/deliveries/:orderId",
		guard: ["customer", "rider", "staff", "operator"],
		input: ById,
		output: Delivery,
	},
	assign: {
		summary: "Gives a delivery to a rider, who has to answer by `answerBy`",
		route: "POST /v1/deliveries/:orderId/assign",
		guard: ["staff", "operator"],
		input: Type.Object({ orderId, riderId: text(100) }),
		output: Delivery,
		refuses: [...unless("requested"), "unknown_rider", "rider_busy", "rider_off_shift"],
	},
	accept: {
		summary: "Takes the delivery on",
		route: "POST /v1/deliveries/:orderId/accept",
		guard: ["rider"],
		input: ById,
		output: Delivery,
		refuses: unless("assigned"),
	},
	decline: {
		summary: "Would rather not: another rider is sought",
		route: "POST /v1/deliveries/:orderId/decline",
		guard: ["rider"],
		input: ById,
		output: Delivery,
		refuses: unless("assigned"),
	},
	depart: {
		summary: "Sets out with the goods or the parcel",
		route: "POST /v1/deliveries/:orderId/depart",
		guard: ["rider"],
		input: ById,
		output: Delivery,
		refuses: [...unless("accepted"), "not_ready"],
	},
	move: {
		summary: "Says where the rider is",
		route: "POST /v1/deliveries/:orderId/location",
		guard: ["rider"],
		input: Type.Object({ orderId, ...coordinates }),
		output: Delivery,
		refuses: unless("accepted", "in_transit"),
	},
	confirm: {
		summary: "Hands over, against the customer's PIN",
		route: "POST /v1/deliveries/:orderId/confirm",
		guard: ["rider"],
		input: Type.Object({ orderId, pin: Type.String({ maxLength: 20 }) }),
		output: Delivery,
		refuses: [...unless("in_transit"), "wrong_pin", "pin_locked"],
	},
	fail: {
		summary: "Gives up: its rider cannot hand it over, or its store finds that nobody takes it on",
		route: "POST /v1/deliveries/:orderId/fail",
		guard: ["rider", "staff", "operator"],
		input: Type.Object({ orderId, reason: text(500) }),
		output: Delivery,
		refuses: unless("requested"),
	},
	unlock: {
		summary: "Gives the customer a new PIN and the rider new tries",
		route: "POST /v1/deliveries/:orderId/unlock",
		guard: ["staff", "operator"],
		input: ById,
		output: Delivery,
		refuses: unless("requested", "assigned", "accepted", "in_transit"),
	},
	cancel: {
		summary: "Cancels the delivery if no rider is assigned; granted again when repeated",
		guard: "internal",
		input: CancelRequest,
		output: CancelAnswer,
	},
	disown: {
		summary: "Returns whether a rider's job came to nothing; from then on it cannot become an assignment",
		guard: "internal",
		input: Type.Object({ orderId: Type.String(), riderId: Type.String(), take: Type.Number() }),
		output: Type.Boolean(),
	},
	loads: {
		summary: "Counts the deliveries that each of these riders has",
		guard: "internal",
		input: Type.Object({ riderIds: Type.Array(Type.String()) }),
		output: Type.Array(Type.Integer()),
	},
});

/** The delivery service's copy of each store. */
export const deliveryStore = actions("delivery-store", {
	place: {
		summary: "Returns where a store's goods are picked up; asks the store service about a store that is not known",
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
	"moved",
	"delivered",
	"failed",
	"cancelled",
	"search_restarted",
]);
export type DeliveryMessage = keyof typeof deliveryMessages;

export const deliveryProblems = {
	wrong_pin: problem(422, "PIN이 맞지 않습니다.", "The PIN is wrong.", ["triesLeft"]),
	rider_assigned: problem(409, "이미 라이더가 배정되었습니다.", "A rider is assigned."),
	not_ready: problem(409, "아직 준비되지 않은 주문입니다.", "The goods are not ready yet."),
	pin_locked: problem(423, "PIN이 잠겼습니다. 매장에 문의해 주세요.", "The PIN is locked; ask the store.", ["triesLeft"]),
	delivery_requested: problem(409, "아직 라이더가 배정되지 않았습니다.", "No rider is assigned yet."),
	delivery_assigned: problem(409, "라이더의 답을 기다리는 배달입니다.", "The delivery waits for its rider's answer."),
	delivery_accepted: problem(409, "라이더가 이미 수락한 배달입니다.", "The rider has accepted already."),
	delivery_in_transit: problem(409, "이미 출발한 배달입니다.", "The delivery is on its way."),
	delivery_delivered: problem(409, "이미 끝난 배달입니다.", "It is delivered."),
	delivery_cancelled: problem(409, "취소된 배달입니다.", "The delivery was cancelled."),
	delivery_failed: problem(409, "실패한 배달입니다.", "The delivery has failed."),
};
