import type { OrderEvent } from "../../../contracts/event-log.ts";
import { type Handover, handoverOf, isOver } from "../order/order-rules.ts";
import type { TrackedOrder } from "../order/order-state.ts";

/** The events that a customer sees in the timeline. */
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

export interface ReachedMilestone {
	milestone: Milestone;
	at: string;
}

const milestoneOf = (type: string): Milestone | undefined => (MILESTONES as Record<string, Milestone>)[type];

/** Milestones with a known time. A part that has moved on no longer has the times of its earlier statuses. */
const milestonesOfParts = ({ brew, createdAt, delivery, payment, store }: TrackedOrder): [Milestone, string | null | undefined][] => [
	["placed", createdAt],
	["paid", payment.status === "approved" ? payment.updatedAt : undefined],
	["accepted", store?.status === "accepted" ? store.updatedAt : undefined],
	["brewing", brew?.startedAt],
	["made", brew?.completedAt],
	["rider", delivery?.status === "accepted" ? delivery.updatedAt : undefined],
	["delivered", delivery?.status === "delivered" ? delivery.updatedAt : undefined],
	["collected", store?.status === "completed" ? store.updatedAt : undefined],
];

/** Reached milestones, oldest first. Without the history they come from the parts of the order. */
export const reachedMilestones = (order: TrackedOrder, events: readonly OrderEvent[]): ReachedMilestone[] => {
	const reached = events.flatMap(({ at, type }) => {
		const milestone = milestoneOf(type);
		return milestone ? [{ milestone, at }] : [];
	});
	if (reached.length > 0) return reached;
	return milestonesOfParts(order).flatMap(([milestone, at]) => (at ? [{ milestone, at }] : []));
};

const STEPS: Record<Handover, readonly Milestone[]> = {
	pickup: ["placed", "paid", "accepted", "brewing", "made", "collected"],
	delivery: ["placed", "paid", "accepted", "brewing", "made", "departed", "delivered"],
	parcel: ["placed", "paid", "accepted", "rider", "departed", "delivered"],
};

/** The last milestone reached in each status. */
const REACHED: Record<TrackedOrder["status"], Milestone | undefined> = {
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

/** Milestones still to come, in order. */
export const upcomingMilestones = (order: TrackedOrder): Milestone[] => {
	if (isOver(order)) return [];
	const steps = STEPS[handoverOf(order)];
	const isCarried = order.delivery !== null && ["accepted", "in_transit"].includes(order.delivery.status);
	const reached = handoverOf(order) === "parcel" && order.status === "accepted" && isCarried ? "rider" : REACHED[order.status]!;
	return steps.slice(steps.indexOf(reached) + 1);
};

/** The part that reports the next milestone. */
const SOURCES: Partial<Record<Milestone, "payment" | "store" | "brew" | "delivery">> = {
	paid: "payment",
	accepted: "store",
	brewing: "brew",
	made: "brew",
	rider: "delivery",
	departed: "delivery",
	delivered: "delivery",
	collected: "store",
};

/** Time of the last update from the part that works on the order now. */
export const lastUpdate = (order: TrackedOrder): string | undefined => {
	const [next] = upcomingMilestones(order);
	const source = next && SOURCES[next];
	return source && (order[source]?.asOf ?? order.asOf);
};
