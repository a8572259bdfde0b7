import type { DeliverySnapshot } from "../../lib/catalogue.ts";
import { become, type Decision, ignore, type Rules, refuse } from "../../lib/rules.ts";
import { act, byRider, giveUp, type RiderCommand } from "./carrying.ts";
import { DeliveryIs, RiderAssigned, RiderBusy } from "./delivery.errors.ts";
import { type Delivery, fresh, isHeldBy, isOver, type Key, PIN_TRIES, settled, step } from "./life.ts";

export type Wanted = Key & Pick<Delivery, "number" | "from" | "to" | "autoDispatch" | "ready" | "pin">;

export type DeliveryCommand =
	| ({ type: "want" } & Wanted)
	/** The order asks, and takes no for an answer. */
	| ({ type: "cancel" } & Key)
	/** The order has ended. */
	| ({ type: "drop" } & Key)
	| { type: "assign"; riderId: string; take: number; robot: boolean; answerSeconds: number }
	| { type: "disown"; riderId: string; take: number }
	| RiderCommand
	| { type: "unlock"; pin: string }
	/** Its store gives up: nobody takes it. */
	| { type: "abandon"; reason: string }
	| { type: "dispatch" | "seekLater" | "silence" | "act" };

const SEEK_AGAIN_MS = { first: 1_000, most: 10_000 };

/** Nobody else for half a minute: rather ask again who has declined than let it stand for ever. */
const SEEKS_BEFORE_ASKING_AGAIN = 5;

/** Wanted once; after that the order only tells that there is something to pick up. */
const want = (found: Delivery | null, { type: _, ...wanted }: DeliveryCommand & { type: "want" }, at: number): Decision<Delivery> => {
	if (!found) return become(settled({ ...fresh(wanted, at), ...wanted }, at), "delivery.requested");
	return wanted.ready && !found.ready && !isOver(found) ? become(settled({ ...found, ready: true }, at), "delivery.ready") : ignore;
};

/** A cancel that overtakes the order leaves a cancelled delivery behind, so that nobody is sought later. */
const end = (found: Delivery | null, command: DeliveryCommand & { type: "cancel" | "drop" }, at: number): Decision<Delivery> => {
	const delivery = found ?? fresh(command, at);
	if (command.type === "drop" ? isOver(delivery) : delivery.status === "cancelled") return ignore;
	if (command.type === "cancel" && delivery.status !== "requested") return refuse(new RiderAssigned(delivery.orderId, delivery.status));
	return step(delivery, command.type, at);
};

const assign = (delivery: Delivery, { answerSeconds, riderId, robot, take }: DeliveryCommand & { type: "assign" }, at: number) => {
	if (take > 0 && (delivery.disowned[riderId] ?? 0) >= take) return refuse(new RiderBusy(riderId));
	return step(delivery, "assign", at, { riderId, take, robot, answerBy: at + answerSeconds * 1000, released: null });
};

/** From now on that take cannot become an assignment any more, unless it has. */
const disown = (delivery: Delivery, riderId: string, take: number): Decision<Delivery> => {
	if (isOver(delivery) || isHeldBy(delivery, riderId, take) || (delivery.disowned[riderId] ?? 0) >= take) return ignore;
	return become({ ...delivery, disowned: { ...delivery.disowned, [riderId]: take } });
};

const unlock = (delivery: Delivery, pin: string, at: number): Decision<Delivery> => {
	if (isOver(delivery)) return refuse(new DeliveryIs(delivery.orderId, delivery.status));
	return become({ ...delivery, pin, triesLeft: PIN_TRIES, updatedAt: at });
};

const seekLater = (delivery: Delivery, at: number): Decision<Delivery> => {
	if (delivery.status !== "requested") return ignore;
	const wait = Math.min(SEEK_AGAIN_MS.first * 2 ** delivery.seeks, SEEK_AGAIN_MS.most);
	const declined = delivery.seeks < SEEKS_BEFORE_ASKING_AGAIN ? delivery.declined : [];
	return become({ ...delivery, declined, seeks: delivery.seeks + 1, nextAt: at + wait });
};

export const decide = (delivery: Delivery | null, command: DeliveryCommand, at: number): Decision<Delivery> => {
	if (command.type === "want") return want(delivery, command, at);
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
		case "seekLater":
			return seekLater(delivery, at);
		case "silence":
			return delivery.answerBy !== null && at >= delivery.answerBy ? giveUp(delivery, "silence", at) : ignore;
		case "act":
			return act(delivery, at);
		case "dispatch":
			return ignore;
		default:
			return byRider(delivery, command, at);
	}
};

const snapshot = (delivery: Delivery): DeliverySnapshot => {
	const { orderId, number, storeId, customerId, status, ready, riderId, take, released } = delivery;
	const { location, eta, answerBy, reason, updatedAt } = delivery;
	return { orderId, number, storeId, customerId, status, ready, riderId, take, released, location, eta, answerBy, reason, updatedAt };
};

export const deliveryRules: Rules<Delivery, DeliveryCommand> = {
	decide,
	snapshot,
	due: ({ answerBy, nextAt, robot, status }) => {
		if (answerBy !== null && !robot) return { at: answerBy, command: { type: "silence" } };
		return nextAt === null ? undefined : { at: nextAt, command: { type: status === "requested" ? "dispatch" : "act" } };
	},
};
