import type { DeliveryMessage, DeliverySnapshot, DeliveryStatus } from "../../contracts/delivery.ts";
import type { Place } from "../../contracts/notation/common.ts";
import { become, type Decision, next, refuse } from "../../lib/actor/rules.ts";
import { WrongDeliveryStatus } from "./delivery.errors.ts";
import type { DeliveryCommand } from "./delivery.ts";

export type Decided = Decision<Delivery, DeliveryMessage>;

export interface Delivery extends DeliverySnapshot {
	/** Null if the store's location was not available. */
	from: Place | null;
	to: Place | null;
	autoDispatch: boolean;
	/** Key of the list index: the rider's id, OPEN until a rider is assigned, or NOBODY. */
	holder: string;
	/** The rider is a robot, which acts on timers. */
	robot: boolean;
	pin: string;
	triesLeft: number;
	/** Riders who declined or did not answer. */
	declined: string[];
	/** The latest take of each rider that was given up: neither it nor an earlier one can become an assignment. */
	disowned: Record<string, number>;
	/** Searches that found no rider. */
	searches: number;
	/** Steps left of a robot's ride. */
	legs: number;
	/** Until the goods are ready, the time promised for them. Deliveries of earlier versions do not have it. */
	readyAt?: number | null;
	/** A scheduled delivery does not search for a rider before this time. */
	dispatchAt?: number | null;
	/** The next automatic step: a search for a rider, or the next step of a robot. */
	nextAt: number | null;
	createdAt: number;
}

export type DeliveryKey = Pick<Delivery, "orderId" | "storeId" | "customerId">;

/** The message that each step publishes. `arrive` is part of the command `act`, and `conclude` of `request`. */
const MESSAGE_FOR = {
	assign: "delivery.assigned",
	accept: "delivery.accepted",
	decline: "delivery.search_restarted",
	timeOut: "delivery.search_restarted",
	depart: "delivery.departed",
	confirm: "delivery.delivered",
	arrive: "delivery.delivered",
	conclude: "delivery.delivered",
	fail: "delivery.failed",
	abandon: "delivery.failed",
	cancel: "delivery.cancelled",
	drop: "delivery.cancelled",
} as const satisfies Partial<Record<DeliveryCommand["type"] | "arrive" | "conclude", DeliveryMessage>>;

type Step = keyof typeof MESSAGE_FOR;

/** The whole life of a delivery: status → command → next status. A pair not listed is refused. */
export const TRANSITIONS = {
	requested: { assign: "assigned", abandon: "failed", cancel: "cancelled", drop: "cancelled", conclude: "delivered" },
	assigned: { accept: "accepted", decline: "requested", timeOut: "requested", abandon: "failed", drop: "cancelled", conclude: "delivered" },
	accepted: { depart: "in_transit", fail: "failed", drop: "cancelled", conclude: "delivered" },
	in_transit: { confirm: "delivered", arrive: "delivered", fail: "failed", drop: "cancelled", conclude: "delivered" },
	delivered: {},
	cancelled: {},
	failed: {},
} satisfies Record<DeliveryStatus, Partial<Record<Step, DeliveryStatus>>>;

export const OPEN = "open";
const NOBODY = "nobody";
export const PIN_TRIES = 5;
export const ROBOT_STEP_MS = 1_000;

/** Statuses in which a rider has the delivery. */
export const WITH_RIDER: DeliveryStatus[] = ["assigned", "accepted", "in_transit"];
export const isWithRider = ({ status }: Delivery): boolean => WITH_RIDER.includes(status);
export const isOver = ({ status }: Delivery): boolean => Object.keys(TRANSITIONS[status]).length === 0;

/** Whether the rider has the delivery because of this take. */
export const isHeldBy = (delivery: Delivery, riderId: string, take: number): boolean =>
	isWithRider(delivery) && delivery.riderId === riderId && delivery.take === take;

export const newDelivery = ({ orderId, storeId, customerId }: DeliveryKey, at: number): Delivery => ({
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
	readyAt: null,
	dispatchAt: null,
	autoDispatch: false,
	holder: OPEN,
	robot: false,
	pin: "",
	triesLeft: PIN_TRIES,
	declined: [],
	disowned: {},
	searches: 0,
	legs: 0,
	nextAt: null,
	createdAt: at,
	updatedAt: at,
});

const nextAct = ({ autoDispatch, dispatchAt, ready, robot, status }: Delivery, at: number): number | null => {
	if (status === "requested") return autoDispatch ? Math.max(at, dispatchAt ?? at) : null;
	const waitsForGoods = status === "accepted" && !ready;
	return robot && WITH_RIDER.includes(status) && !waitsForGoods ? at + ROBOT_STEP_MS : null;
};

/** Recomputes the fields that follow from the rest of the state. */
export const withDerivedFields = (delivery: Delivery, at: number): Delivery => ({
	...delivery,
	holder: delivery.status === "requested" ? OPEN : (delivery.riderId ?? NOBODY),
	nextAt: nextAct(delivery, at),
	updatedAt: at,
});

const release = ({ riderId, take }: Delivery, status: DeliveryStatus): Partial<Delivery> => ({
	released: { riderId: riderId!, take },
	eta: null,
	...(status === "requested" ? { riderId: null, robot: false } : undefined),
});

export const step = (delivery: Delivery, command: Step, at: number, change: Partial<Delivery> = {}): Decided => {
	const status = next<DeliveryStatus, Step>(TRANSITIONS, delivery.status, command);
	if (!status) return refuse(new WrongDeliveryStatus(delivery.orderId, delivery.status));
	const isReleased = isWithRider(delivery) && !WITH_RIDER.includes(status);
	const released = isReleased ? release(delivery, status) : undefined;
	return become(withDerivedFields({ ...delivery, status, answerBy: null, ...released, ...change }, at), MESSAGE_FOR[command]);
};
