import type { Delivery } from "../../../contracts/delivery.ts";
import type { Order } from "../../../contracts/order.ts";

export type RiderCommand = "accept" | "decline" | "depart" | "confirm" | "fail";
type Status = Delivery["status"];

/** What the rider can do in each status. The page presents the first command as the main one. */
export const RIDER_COMMANDS = {
	requested: [],
	assigned: ["accept", "decline"],
	accepted: ["depart", "fail"],
	in_transit: ["confirm", "fail"],
	delivered: [],
	cancelled: [],
	failed: [],
} as const satisfies Record<Status, readonly RiderCommand[]>;

export const isInHand = ({ status }: Delivery): boolean => RIDER_COMMANDS[status].length > 0;

export const isOver = ({ status }: Delivery): boolean => status === "delivered" || status === "cancelled" || status === "failed";

/** The customer sees the rider's location from acceptance until delivery. */
export const sharesLocation = (status: Status): boolean => status === "accepted" || status === "in_transit";

export const PIN_DIGITS = 4;

export type Obstacle = "not_ready" | "not_checked" | "too_late" | "locked" | "no_pin";

interface Input {
	/** The rider has confirmed that the number on the bag is the job's. */
	isChecked: boolean;
	pin: string;
	now: number;
}

/** What still prevents the main command. */
export const obstacle = ({ answerBy, ready, status, triesLeft }: Delivery, { isChecked, now, pin }: Input): Obstacle | undefined => {
	if (status === "assigned") return answerBy !== null && Date.parse(answerBy) <= now ? "too_late" : undefined;
	if (status === "accepted" && !ready) return "not_ready";
	if (status === "accepted" && !isChecked) return "not_checked";
	if (status === "in_transit" && triesLeft === 0) return "locked";
	if (status === "in_transit" && pin.length !== PIN_DIGITS) return "no_pin";
	return undefined;
};

/** The amount to collect at the door, in won. */
export const toCollect = ({ amounts, payment }: Order): number =>
	payment.timing === "on_receipt" && payment.status === "due" ? amounts.total : 0;
