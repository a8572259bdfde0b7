import { messages } from "./contract.ts";
import { nullable, oneOf, time } from "./fields.ts";
import { problem } from "./problem.ts";
import Type, { type Static } from "./schema.ts";

export const DeliveryStatus = oneOf("requested", "assigned", "accepted", "in_transit", "delivered", "cancelled", "failed");
export type DeliveryStatus = Static<typeof DeliveryStatus>;

/** A delivery in its messages. */
export const DeliverySnapshot = Type.Object({
	orderId: Type.String(),
	number: nullable(Type.String({ description: "To call out; null while only a cancellation of the order is known." })),
	storeId: Type.String(),
	customerId: Type.String(),
	status: DeliveryStatus,
	ready: Type.Boolean({ description: "There is something to pick up." }),
	riderId: nullable(Type.String()),
	take: Type.Integer({ description: "Which of the rider's jobs this is; 0 for robots." }),
	released: nullable(
		Type.Object({ riderId: Type.String(), take: Type.Integer() }, { description: "The rider last released, and from which job." }),
	),
	location: nullable(Type.Object({ lat: Type.Number(), lng: Type.Number(), at: time })),
	eta: nullable(time),
	answerBy: nullable(time),
	reason: nullable(Type.String()),
	updatedAt: time,
});
export type DeliverySnapshot = Static<typeof DeliverySnapshot>;

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
	"sought_again",
]);
export type DeliveryMessage = keyof typeof deliveryMessages;

export const deliveryProblems = {
	unknown_quote: problem(422, "없는 견적입니다.", "There is no such quote."),
	unknown_rider: problem(422, "근무 중인 라이더가 아닙니다.", "There is no such rider on shift."),
	quote_expired: problem(422, "견적의 유효 시간이 지났습니다.", "The quote has expired."),
	quote_mismatch: problem(422, "견적이 이 주문과 맞지 않습니다.", "The quote is not for this order."),
	wrong_pin: problem(422, "PIN이 맞지 않습니다.", "The PIN is wrong.", ["triesLeft"]),
	rider_assigned: problem(409, "이미 라이더가 배정되었습니다.", "A rider is assigned."),
	rider_busy: problem(409, "다른 배달을 맡고 있는 라이더입니다.", "The rider has another delivery."),
	rider_off_shift: problem(409, "근무 중이 아닙니다.", "The rider is not on shift."),
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
