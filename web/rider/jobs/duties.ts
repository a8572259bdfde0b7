import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";

export type Duty = "accept" | "decline" | "depart" | "confirm" | "fail";
type Status = Delivery["status"];

/** What its rider may do with a delivery; the first is what the page is about then. */
export const DUTIES = {
	requested: [],
	assigned: ["accept", "decline"],
	accepted: ["depart", "fail"],
	in_transit: ["confirm", "fail"],
	delivered: [],
	cancelled: [],
	failed: [],
} as const satisfies Record<Status, readonly Duty[]>;

export const isInHand = ({ status }: Delivery): boolean => DUTIES[status].length > 0;

export const isOver = ({ status }: Delivery): boolean => status === "delivered" || status === "cancelled" || status === "failed";

/** From accepting until it is delivered its customer sees where the rider is. */
export const sharesPlace = (status: Status): boolean => status === "accepted" || status === "in_transit";

export const PIN_DIGITS = 4;

export type Obstacle = "not_ready" | "not_ticked" | "too_late" | "locked" | "no_pin";

interface Given {
	/** That the number on the bag is the job's. */
	isTicked: boolean;
	pin: string;
	now: number;
}

/** What still stands in the way of the duty that the page is about. */
export const obstacle = ({ answerBy, ready, status, triesLeft }: Delivery, { isTicked, now, pin }: Given): Obstacle | undefined => {
	if (status === "assigned") return answerBy !== null && Date.parse(answerBy) <= now ? "too_late" : undefined;
	if (status === "accepted" && !ready) return "not_ready";
	if (status === "accepted" && !isTicked) return "not_ticked";
	if (status === "in_transit" && triesLeft === 0) return "locked";
	if (status === "in_transit" && pin.length !== PIN_DIGITS) return "no_pin";
	return undefined;
};

/** What the rider has to be given at the door, in won. */
export const toCollect = ({ amounts, payment }: Order): number =>
	payment.timing === "on_receipt" && payment.status === "due" ? amounts.total : 0;
