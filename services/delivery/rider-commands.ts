import { become, ignore, refuse } from "../../lib/actor/rules.ts";
import { travelMs } from "../../lib/domain/fee.ts";
import { between, routeKm, type Spot } from "../../lib/domain/geo.ts";
import { NotFound } from "../../lib/domain/refusal.ts";
import { NotReady, PinLocked, WrongDeliveryStatus } from "./delivery.errors.ts";
import { type Decided, type Delivery, ROBOT_STEP_MS, step, withDerivedFields } from "./delivery-state.ts";

/** Commands of the rider who has the delivery. */
export type RiderAction =
	| { type: "accept" | "decline" | "depart" }
	/** `reportedAt` is set if the rider reported it earlier. */
	| { type: "move"; lat: number; lng: number; reportedAt?: number }
	| { type: "confirm"; pin: string }
	| { type: "fail"; reason: string };
export type RiderCommand = RiderAction & { riderId: string };

const ROBOT_LEGS = 2;
const STORE_LOCATION_EVERY_MS = 5_000;

/** The next search skips this rider. */
export const searchAgain = (delivery: Delivery, command: "decline" | "timeOut", at: number): Decided =>
	step(delivery, command, at, { declined: [...new Set([...delivery.declined, delivery.riderId!])] });

const arrival = (spots: (Spot | null)[], at: number): number | null => {
	const known = spots.filter((spot) => spot !== null);
	return known.length === spots.length ? at + travelMs(routeKm(known)) : null;
};

/** The rider waits for goods that are not ready yet. */
const arrivalWithPickup = ({ from, ready, readyAt, to }: Delivery, spot: Spot, at: number): number | null => {
	const atCounter = arrival([spot, from], at);
	if (atCounter === null) return null;
	return arrival([from, to], ready ? atCounter : Math.max(atCounter, readyAt ?? atCounter));
};

const depart = (delivery: Delivery, at: number): Decided => {
	if (delivery.status === "accepted" && !delivery.ready) return refuse(new NotReady(delivery.orderId));
	const { from, robot, to } = delivery;
	if (!robot) return step(delivery, "depart", at, { eta: arrival([from, to], at) });
	return step(delivery, "depart", at, { legs: ROBOT_LEGS, eta: at + (ROBOT_LEGS + 1) * ROBOT_STEP_MS });
};

/** Until departure the route leads by the pickup point, after it straight to the customer. */
export const locatedAt = (delivery: Delivery, { lat, lng }: Spot, at: number): Delivery => {
	const { status, to } = delivery;
	const eta = status === "accepted" ? arrivalWithPickup(delivery, { lat, lng }, at) : arrival([{ lat, lng }, to], at);
	return { ...delivery, location: { lat, lng, at }, eta };
};

/** Positions are not published: a phone may report 50 a second. A clock that is behind the last write stores at once. */
const move = (delivery: Delivery, { reportedAt, ...spot }: Spot & { reportedAt?: number }, at: number): Decided => {
	const { location, status, updatedAt } = delivery;
	if (status !== "accepted" && status !== "in_transit") return refuse(new WrongDeliveryStatus(delivery.orderId, status));
	const isTooSoon = at >= updatedAt && at - updatedAt < STORE_LOCATION_EVERY_MS;
	if (location && (isTooSoon || (reportedAt !== undefined && reportedAt <= location.at))) return ignore;
	return become(withDerivedFields(locatedAt(delivery, spot, reportedAt ?? at), at));
};

/** A wrong PIN changes the state, so that the try is stored before the caller is answered. */
const confirm = (delivery: Delivery, pin: string, at: number): Decided => {
	if (delivery.status !== "in_transit") return step(delivery, "confirm", at);
	if (delivery.triesLeft === 0) return refuse(new PinLocked(delivery.orderId));
	if (pin === delivery.pin) return step(delivery, "confirm", at);
	return become({ ...delivery, triesLeft: delivery.triesLeft - 1, updatedAt: at });
};

const ride = (delivery: Delivery, at: number): Decided => {
	const { eta, from, legs, to } = delivery;
	if (legs === 0 || !from || !to) return step(delivery, "arrive", at);
	const moved = locatedAt(delivery, between(from, to, 1 - legs / (ROBOT_LEGS + 1)), at);
	return become(withDerivedFields({ ...moved, legs: legs - 1, eta }, at));
};

/** The next step of a robot. */
export const act = (delivery: Delivery, at: number): Decided => {
	if (delivery.nextAt === null || at < delivery.nextAt) return ignore;
	if (delivery.status === "assigned") return step(delivery, "accept", at);
	if (delivery.status === "accepted") return depart(delivery, at);
	return delivery.status === "in_transit" ? ride(delivery, at) : ignore;
};

/** Other riders must not learn that the delivery exists. */
export const byRider = (delivery: Delivery, command: RiderCommand, at: number): Decided => {
	if (command.riderId !== delivery.riderId) return refuse(new NotFound("delivery"));
	switch (command.type) {
		case "accept":
			return step(delivery, "accept", at);
		case "decline":
			return searchAgain(delivery, "decline", at);
		case "depart":
			return depart(delivery, at);
		case "move":
			return move(delivery, command, at);
		case "confirm":
			return confirm(delivery, command.pin, at);
		case "fail":
			return step(delivery, "fail", at, { reason: command.reason });
	}
};
