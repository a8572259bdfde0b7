import type { OrderEvent } from "../../../contracts/event-log.ts";
import { isOver, type Way, wayOf } from "../order/order-rules.ts";
import type { Followed } from "../order/order-state.ts";

/** What a customer wants to see of an order's history, at a glance. */
export const MILESTONES = {
	"order.placed": "placed",
	"payment.approved": "paid",
	"payment.declined": "declined",
	"payment.unknown": "unsure",
	"store.accepted": "accepted",
	"brew.started": "brewing",
	"brew.completed": "made",
	"delivery.accepted": "rider",
	"delivery.search_restarted": "riderLost",
	"delivery.departed": "departed",
	"delivery.delivered": "delivered",
	"store.collected": "collected",
	"order.cancellation_held": "held",
	"order.cancellation_refused": "refused",
	"order.cancelled": "cancelled",
	"order.rejected": "rejected",
	"order.refunded": "refundAccepted",
	"payment.refunded": "refunded",
	"payment.collected": "collectedMoney",
} as const;

export type Milestone = (typeof MILESTONES)[keyof typeof MILESTONES];

export interface Passed {
	milestone: Milestone;
	at: string;
}

const milestoneOf = (type: string): Milestone | undefined => (MILESTONES as Record<string, Milestone>)[type];

/** A part that has gone on since does not tell when it was there. */
const partsTell = ({ brew, createdAt, delivery, payment, store }: Followed): [Milestone, string | null | undefined][] => [
	["placed", createdAt],
	["paid", payment.status === "approved" ? payment.updatedAt : undefined],
	["accepted", store?.status === "accepted" ? store.updatedAt : undefined],
	["brewing", brew?.startedAt],
	["made", brew?.completedAt],
	["rider", delivery?.status === "accepted" ? delivery.updatedAt : undefined],
	["delivered", delivery?.status === "delivered" ? delivery.updatedAt : undefined],
	["collected", store?.status === "completed" ? store.updatedAt : undefined],
];

/** What has happened, oldest first; without the history, what the parts of the order tell of it. */
export const passedBy = (order: Followed, happened: readonly OrderEvent[]): Passed[] => {
	const told = happened.flatMap(({ at, type }) => {
		const milestone = milestoneOf(type);
		return milestone ? [{ milestone, at }] : [];
	});
	if (told.length > 0) return told;
	return partsTell(order).flatMap(([milestone, at]) => (at ? [{ milestone, at }] : []));
};

const AHEAD: Record<Way, readonly Milestone[]> = {
	pickup: ["placed", "paid", "accepted", "brewing", "made", "collected"],
	delivery: ["placed", "paid", "accepted", "brewing", "made", "departed", "delivered"],
	parcel: ["placed", "paid", "accepted", "rider", "departed", "delivered"],
};

/** The last that has happened by this state. What comes next is waited for. */
const REACHED: Record<Followed["status"], Milestone | undefined> = {
	placed: "placed",
	submitted: "paid",
	accepted: "accepted",
	preparing: "brewing",
	ready: "made",
	in_transit: "departed",
	completed: undefined,
	cancelled: undefined,
	rejected: undefined,
};

/** What is still to come, soonest first. */
export const aheadOf = (order: Followed): Milestone[] => {
	if (isOver(order)) return [];
	const steps = AHEAD[wayOf(order)];
	const isCarried = order.delivery !== null && ["accepted", "in_transit"].includes(order.delivery.status);
	const reached = wayOf(order) === "parcel" && order.status === "accepted" && isCarried ? "rider" : REACHED[order.status]!;
	return steps.slice(steps.indexOf(reached) + 1);
};

/** Who is heard of what is waited for now. */
const SPEAKERS: Partial<Record<Milestone, "payment" | "store" | "brew" | "delivery">> = {
	paid: "payment",
	accepted: "store",
	brewing: "brew",
	made: "brew",
	rider: "delivery",
	departed: "delivery",
	delivered: "delivery",
	collected: "store",
};

/** When the one who works on it now was last heard of. */
export const lastWord = (order: Followed): string | undefined => {
	const [next] = aheadOf(order);
	const speaker = next && SPEAKERS[next];
	return speaker && (order[speaker]?.asOf ?? order.asOf);
};
