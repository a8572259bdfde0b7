import type { DeliveryMessage } from "../../contracts/delivery.ts";
import { become, ignore, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { RiderAssigned, RiderBusy, WrongDeliveryStatus } from "./delivery.errors.ts";
import {
	type Decided,
	type Delivery,
	type DeliveryKey,
	isHeldBy,
	isOver,
	newDelivery,
	PIN_TRIES,
	step,
	TRANSITIONS,
	withDerivedFields,
} from "./delivery-state.ts";
import { act, byRider, type RiderCommand, searchAgain } from "./rider-commands.ts";

export type DeliveryRequest = DeliveryKey &
	Pick<Delivery, "number" | "from" | "to" | "autoDispatch" | "ready" | "pin" | "readyAt" | "dispatchAt">;

export type DeliveryCommand =
	/** `delivered`: the order has ended, although this service does not know it, because it was restored from a backup. */
	| ({ type: "request"; delivered?: boolean } & DeliveryRequest)
	/** The order asks to cancel; refused once a rider is assigned. */
	| ({ type: "cancel" } & DeliveryKey)
	/** The order has ended, `failed` because it could not be delivered; never refused. */
	| ({ type: "drop"; failed?: boolean } & DeliveryKey)
	| { type: "assign"; riderId: string; take: number; robot: boolean; answerSeconds: number }
	| { type: "disown"; riderId: string; take: number }
	| RiderCommand
	| { type: "unlock"; pin: string }
	/** The store gives up because no rider accepts. */
	| { type: "abandon"; reason: string }
	| { type: "dispatch" | "searchLater" | "timeOut" | "act" };

const SEARCH_DELAY_MS = { first: 1_000, max: 10_000 };

/** After about 30 s without another rider, riders who declined are asked again. */
const SEARCHES_BEFORE_ASKING_AGAIN = 5;

/** Created once; later messages of the order only report that the goods are ready. */
const request = (found: Delivery | null, command: DeliveryCommand & { type: "request" }, at: number): Decided => {
	const { delivered, type: _, ...requested } = command;
	if (delivered) return found && isOver(found) ? ignore : step(found ?? { ...newDelivery(requested, at), ...requested }, "conclude", at);
	if (!found) return become(withDerivedFields({ ...newDelivery(requested, at), ...requested }, at), "delivery.requested");
	return requested.ready && !found.ready && !isOver(found)
		? become(withDerivedFields({ ...found, ready: true }, at), "delivery.ready")
		: ignore;
};

/** A cancel that overtakes the order leaves a cancelled delivery behind, so that no rider is assigned later. */
const end = (found: Delivery | null, command: DeliveryCommand & { type: "cancel" | "drop" }, at: number): Decided => {
	const delivery = found ?? newDelivery(command, at);
	if (command.type === "drop" ? isOver(delivery) : delivery.status === "cancelled") return ignore;
	if (command.type === "cancel" && delivery.status !== "requested") return refuse(new RiderAssigned(delivery.orderId, delivery.status));
	if (command.type === "drop" && command.failed) return step(delivery, "fail" in TRANSITIONS[delivery.status] ? "fail" : "abandon", at);
	return step(delivery, command.type, at);
};

const assign = (delivery: Delivery, { answerSeconds, riderId, robot, take }: DeliveryCommand & { type: "assign" }, at: number) => {
	if (take > 0 && (delivery.disowned[riderId] ?? 0) >= take) return refuse(new RiderBusy(riderId));
	return step(delivery, "assign", at, { riderId, take, robot, answerBy: at + answerSeconds * 1000, released: null });
};

/** From now on this take cannot become an assignment, unless it already is one. */
const disown = (delivery: Delivery, riderId: string, take: number): Decided => {
	if (isOver(delivery) || isHeldBy(delivery, riderId, take) || (delivery.disowned[riderId] ?? 0) >= take) return ignore;
	return become({ ...delivery, disowned: { ...delivery.disowned, [riderId]: take } });
};

const unlock = (delivery: Delivery, pin: string, at: number): Decided => {
	if (isOver(delivery)) return refuse(new WrongDeliveryStatus(delivery.orderId, delivery.status));
	return become({ ...delivery, pin, triesLeft: PIN_TRIES, updatedAt: at });
};

const searchLater = (delivery: Delivery, at: number): Decided => {
	if (delivery.status !== "requested") return ignore;
	const wait = Math.min(SEARCH_DELAY_MS.first * 2 ** delivery.searches, SEARCH_DELAY_MS.max);
	const declined = delivery.searches < SEARCHES_BEFORE_ASKING_AGAIN ? delivery.declined : [];
	return become({ ...delivery, declined, searches: delivery.searches + 1, nextAt: at + wait });
};

export const decide = (delivery: Delivery | null, command: DeliveryCommand, at: number): Decided => {
	if (command.type === "request") return request(delivery, command, at);
	if (command.type === "cancel" || command.type === "drop") return end(delivery, command, at);
	if (!delivery) return ignore;
	switch (command.type) {
		case "assign":
			return assign(delivery, command, at);
		case "disown":
			return disown(delivery, command.riderId, command.take);
		case "unlock":
			return unlock(delivery, command.pin, at);
		case "abandon":
			return step(delivery, "abandon", at, { reason: command.reason });
		case "searchLater":
			return searchLater(delivery, at);
		case "timeOut":
			return delivery.answerBy !== null && at >= delivery.answerBy ? searchAgain(delivery, "timeOut", at) : ignore;
		case "act":
			return act(delivery, at);
		case "dispatch":
			return ignore;
		case "accept":
		case "decline":
		case "depart":
		case "move":
		case "confirm":
		case "fail":
			return byRider(delivery, command, at);
	}
};

/** A rider who lost the delivery learns it from `released`. */
const republish = ({ ready, released, status }: Delivery): DeliveryMessage[] => {
	switch (status) {
		case "requested":
			return [released ? "delivery.search_restarted" : "delivery.requested"];
		case "accepted":
			return ready ? ["delivery.accepted", "delivery.ready"] : ["delivery.accepted"];
		case "in_transit":
			return ["delivery.departed"];
		case "assigned":
		case "delivered":
		case "cancelled":
		case "failed":
			return [`delivery.${status}`];
	}
};

export const deliveryRules: RulesFor<Delivery, DeliveryCommand, DeliveryMessage> = {
	decide,
	republish,
	due: ({ answerBy, nextAt, robot, status }) => {
		if (answerBy !== null && !robot) return { at: answerBy, command: { type: "timeOut" } };
		return nextAt === null ? undefined : { at: nextAt, command: { type: status === "requested" ? "dispatch" : "act" } };
	},
};
