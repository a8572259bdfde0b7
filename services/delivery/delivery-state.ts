import type { Place } from "../../contracts/common.ts";
import type { DeliveryMessage, DeliverySnapshot, DeliveryStatus } from "../../contracts/delivery.ts";
import { become, type Decision, next, refuse } from "../../lib/actor/rules.ts";
import { DeliveryIs } from "./delivery.errors.ts";
import type { DeliveryCommand } from "./delivery.ts";

export type Decided = Decision<Delivery, DeliveryMessage>;

export interface Delivery extends DeliverySnapshot {
	/** Null if the store's location was not available. */
	from: Place | null;
	to: Place | null;
	autoDispatch: boolean;
	/** Whose list it is on: its rider's, OPEN until a rider is assigned, or NOBODY's. */
	holder: string;
	/** The rider acts by itself. */
	robot: boolean;
	pin: string;
	triesLeft: number;
	/** Riders who declined or did not answer. */
	declined: string[];
	/** The latest job of each rider that failed: it never becomes an assignment. */
	disowned: Record<string, number>;
	seeks: number;
	/** Steps that a robot still has to ride. */
	legs: number;
	/** When it next acts by itself: it looks for a rider, or its robot moves on. */
	nextAt: number | null;
	createdAt: number;
}

export type Key = Pick<Delivery, "orderId" | "storeId" | "customerId">;

/** What each step publishes. `arrive` is not a command: a robot does it in `act`. */
const MESSAGE_FOR = {
	assign: "delivery.assigned",
	accept: "delivery.accepted",
	decline: "delivery.search_restarted",
	silence: "delivery.search_restarted",
	depart: "delivery.departed",
	confirm: "delivery.delivered",
	arrive: "delivery.delivered",
	fail: "delivery.failed",
	abandon: "delivery.failed",
	cancel: "delivery.cancelled",
	drop: "delivery.cancelled",
} as const satisfies Partial<Record<DeliveryCommand["type"] | "arrive", DeliveryMessage>>;

type Step = keyof typeof MESSAGE_FOR;

/** The whole life of a delivery: status → command → next status. A pair not listed is refused. */
export const TRANSITIONS = {
	requested: { assign: "assigned", abandon: "failed", cancel: "cancelled", drop: "cancelled" },
	assigned: { accept: "accepted", decline: "requested", silence: "requested", abandon: "failed", drop: "cancelled" },
	accepted: { depart: "in_transit", fail: "failed", drop: "cancelled" },
	in_transit: { confirm: "delivered", arrive: "delivered", fail: "failed", drop: "cancelled" },
	delivered: {},
	cancelled: {},
	failed: {},
} satisfies Record<DeliveryStatus, Partial<Record<Step, DeliveryStatus>>>;

export const OPEN = "open";
const NOBODY = "nobody";
export const PIN_TRIES = 5;
export const ROBOT_STEP_MS = 1_000;

/** A rider has it. */
export const WITH_RIDER: DeliveryStatus[] = ["assigned", "accepted", "in_transit"];
export const isWithRider = ({ status }: Delivery): boolean => WITH_RIDER.includes(status);
export const isOver = ({ status }: Delivery): boolean => Object.keys(TRANSITIONS[status]).length === 0;

/** Whether this take of the rider's is why the rider has it. */
export const isHeldBy = (delivery: Delivery, riderId: string, take: number): boolean =>
	isWithRider(delivery) && delivery.riderId === riderId && delivery.take === take;

export const fresh = ({ orderId, storeId, customerId }: Key, at: number): Delivery => ({
	orderId,
	number: null,
	storeId,
	customerId,
	status: "requested",
	ready: false,
	riderId: null,
	take: 0,
	released: null,
	location: null,
	eta: null,
	answerBy: null,
	reason: null,
	from: null,
	to: null,
	autoDispatch: false,
	holder: OPEN,
	robot: false,
	pin: "",
	triesLeft: PIN_TRIES,
	declined: [],
	disowned: {},
	seeks: 0,
	legs: 0,
	nextAt: null,
	createdAt: at,
	updatedAt: at,
});

const nextAct = ({ autoDispatch, ready, robot, status }: Delivery, at: number): number | null => {
	if (status === "requested") return autoDispatch ? at : null;
	const waitsForGoods = status === "accepted" && !ready;
	return robot && WITH_RIDER.includes(status) && !waitsForGoods ? at + ROBOT_STEP_MS : null;
};

/** What follows from the rest of the state. */
export const settled = (delivery: Delivery, at: number): Delivery => ({
	...delivery,
	holder: delivery.status === "requested" ? OPEN : (delivery.riderId ?? NOBODY),
	nextAt: nextAct(delivery, at),
	updatedAt: at,
});

const letGo = ({ riderId, take }: Delivery, status: DeliveryStatus): Partial<Delivery> => ({
	released: { riderId: riderId!, take },
	eta: null,
	...(status === "requested" ? { riderId: null, robot: false } : undefined),
});

export const step = (delivery: Delivery, command: Step, at: number, change: Partial<Delivery> = {}): Decided => {
	const status = next<DeliveryStatus, Step>(TRANSITIONS, delivery.status, command);
	if (!status) return refuse(new DeliveryIs(delivery.orderId, delivery.status));
	const isLetGo = isWithRider(delivery) && !WITH_RIDER.includes(status);
	const released = isLetGo ? letGo(delivery, status) : undefined;
	return become(settled({ ...delivery, status, answerBy: null, ...released, ...change }, at), MESSAGE_FOR[command]);
};
