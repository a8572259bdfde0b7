import type { ProblemCode } from "../../contracts/problems.ts";
import type { DeliveryStatus } from "../../lib/catalogue.ts";
import { boolean, integer, meaning, named, nullable, number, object, pageOf, text, time } from "../../lib/schema.ts";
import { place } from "../../lib/schema-order.ts";
import type { show } from "./delivery.view.ts";

const fields = {
	orderId: text,
	number: nullable(text),
	storeId: text,
	status: meaning<DeliveryStatus>({
		requested: "a rider is sought",
		assigned: "waits for its rider's answer, until `answerBy`",
		accepted: "its rider comes for it",
		in_transit: "on its way",
		delivered: "handed over",
		cancelled: "not wanted any more",
		failed: "could not be handed over; `reason` says why",
	}),
	ready: boolean,
	riderId: nullable(text),
	from: nullable(place),
	to: nullable(place),
	location: nullable(object({ lat: number, lng: number, at: time })),
	eta: nullable(time),
	answerBy: nullable(time),
	triesLeft: integer,
	pin: { ...text, description: "Shown to the customer alone, who gives it to the rider at the door." },
	reason: nullable(text),
	createdAt: time,
	updatedAt: time,
	version: integer,
};
export const delivery = named("Delivery", object<ReturnType<typeof show>>(fields, ["pin"]));
export const deliveries = pageOf(delivery);

/** The delivery is in any other state. */
const except = (...expected: DeliveryStatus[]): ProblemCode[] =>
	(["requested", "assigned", "accepted", "in_transit", "delivered", "cancelled", "failed"] as const)
		.filter((status) => !expected.includes(status))
		.map((status) => `delivery_${status}` as const);

export const notToBeAssigned: ProblemCode[] = [...except("requested"), "unknown_rider", "rider_busy", "rider_off_shift"];
export const notToBeAnswered = except("assigned");
export const notToBeTaken: ProblemCode[] = [...except("accepted"), "not_ready"];
export const notToBeGivenUp = except("requested");
export const notMoving = except("accepted", "in_transit");
export const notToBeConfirmed: ProblemCode[] = [...except("in_transit"), "wrong_pin", "pin_locked"];
export const isOver = except("requested", "assigned", "accepted", "in_transit");
