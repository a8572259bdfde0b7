import type { DeliveryMessage } from "../../contracts/delivery.ts";
import { become, ignore, type RulesFor, refuse } from "../../lib/actor/rules.ts";
import { DeliveryIs, RiderAssigned, RiderBusy } from "./delivery.errors.ts";
import { type Decided, type Delivery, fresh, isHeldBy, isOver, type Key, PIN_TRIES, settled, step } from "./delivery-state.ts";
import { act, byRider, giveUp, type RiderCommand } from "./rider-commands.ts";

export type Wanted = Key & Pick<Delivery, "number" | "from" | "to" | "autoDispatch" | "ready" | "pin">;

export type DeliveryCommand =
	| ({ type: "want" } & Wanted)
	/** The order asks for it; refused once a rider is assigned. */
	| ({ type: "cancel" } & Key)
	/** The order has ended. */
	| ({ type: "drop" } & Key)
	| { type: "assign"; riderId: string; take: number; robot: boolean; answerSeconds: number }
	| { type: "disown"; riderId: string; take: number }
	| RiderCommand
	| { type: "unlock"; pin: string }
	/** Its store gives up, because no rider accepts it. */
	| { type: "abandon"; reason: string }
	| { type: "dispatch" | "seekLater" | "silence" | "act" };

const SEEK_AGAIN_MS = { first: 1_000, most: 10_000 };

/** After half a minute without another rider, those who declined are asked again. */
const SEEKS_BEFORE_ASKING_AGAIN = 5;

/** Created once; after that the order's messages only report that there is something to pick up. */
const want = (found: Delivery | null, { type: _, ...wanted }: DeliveryCommand & { type: "want" }, at: number): Decided => {
	if (!found) return become(settled({ ...fresh(wanted, at), ...wanted }, at), "delivery.requested");
	return wanted.ready && !found.ready && !isOver(found) ? become(settled({ ...found, ready: true }, at), "delivery.ready") : ignore;
};

/** A cancel that overtakes the order leaves a cancelled delivery behind, so that no rider is assigned later. */
const end = (found: Delivery | null, command: DeliveryCommand & { type: "cancel" | "drop" }, at: number): Decided => {
	const delivery = found ?? fresh(command, at);
	if (command.type === "drop" ? isOver(delivery) : delivery.status === "cancelled") return ignore;
	if (command.type === "cancel" && delivery.status !== "requested") return refuse(new RiderAssigned(delivery.orderId, delivery.status));
	return step(delivery, command.type, at);
};

const assign = (delivery: Delivery, { answerSeconds, riderId, robot, take }: DeliveryCommand & { type: "assign" }, at: number) => {
	if (take > 0 && (delivery.disowned[riderId] ?? 0) >= take) return refuse(new RiderBusy(riderId));
	return step(delivery, "assign", at, { riderId, take, robot, answerBy: at + answerSeconds * 1000, released: null });
};

/** From now on that job cannot become an assignment, unless it is one already. */
const disown = (delivery: Delivery, riderId: string, take: number): Decided => {
	if (isOver(delivery) || isHeldBy(delivery, riderId, take) || (delivery.disowned[riderId] ?? 0) >= take) return ignore;
	return become({ ...delivery, disowned: { ...delivery.disowned, [riderId]: take } });
};

const unlock = (delivery: Delivery, pin: string, at: number): Decided => {
	if (isOver(delivery)) return refuse(new DeliveryIs(delivery.orderId, delivery.status));
	return become({ ...delivery, pin, triesLeft: PIN_TRIES, updatedAt: at });
};

const seekLater = (delivery: Delivery, at: number): Decided => {
	if (delivery.status !== "requested") return ignore;
	const wait = Math.min(SEEK_AGAIN_MS.first * 2 ** delivery.seeks, SEEK_AGAIN_MS.most);
	const declined = delivery.seeks < SEEKS_BEFORE_ASKING_AGAIN ? delivery.declined : [];
	return become({ ...delivery, declined, seeks: delivery.seeks + 1, nextAt: at + wait });
};

export const decide = (delivery: Delivery | null, command: DeliveryCommand, at: number): Decided => {
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
		case "accept":
		case "decline":
		case "depart":
		case "move":
		case "confirm":
		case "fail":
			return byRider(delivery, command, at);
	}
};

export const deliveryRules: RulesFor<Delivery, DeliveryCommand, DeliveryMessage> = {
	decide,
	due: ({ answerBy, nextAt, robot, status }) => {
		if (answerBy !== null && !robot) return { at: answerBy, command: { type: "silence" } };
		return nextAt === null ? undefined : { at: nextAt, command: { type: status === "requested" ? "dispatch" : "act" } };
	},
};
