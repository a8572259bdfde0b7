import type { DeliverySnapshot } from "../../contracts/delivery.ts";
import type { ShiftChange } from "../../contracts/rider.ts";
import { become, type Decision, ignore, type Rules, refuse } from "../../lib/actor/rules.ts";
import { RiderBusy, RiderOffShift } from "./delivery.errors.ts";

/** A rider publishes no messages. */
type Decided = Decision<Rider, never>;

export interface Rider {
	id: string;
	name: string | null;
	onShift: boolean;
	/** The one store that a robot serves; people serve ALL_STORES. */
	ridesFor: string;
	lat: number | null;
	lng: number | null;
	/** Counts the deliveries taken; each take has the next number. */
	takes: number;
	/** The current delivery. Until it is confirmed, the delivery may not have been assigned. */
	job: { orderId: string; take: number; takenAt: number; confirmed: boolean } | null;
}

export type RiderCommand =
	| { type: "updateAccount"; id: string; name: string | null; isRider: boolean; erased: boolean }
	| ({ type: "change"; id: string; ridesFor?: string } & ShiftChange)
	| { type: "take"; orderId: string }
	| { type: "confirm" | "release"; orderId: string; take: number }
	| { type: "check" };

export const ALL_STORES = "everybody";
export const isRobot = ({ ridesFor }: Rider): boolean => ridesFor !== ALL_STORES;

/** An assignment takes less; a job still unconfirmed by then may belong to a process that crashed. */
const CHECK_AFTER_MS = 3_000;

const newRider = (id: string): Rider => ({
	id,
	name: null,
	onShift: false,
	ridesFor: ALL_STORES,
	lat: null,
	lng: null,
	takes: 0,
	job: null,
});

const change = (rider: Rider, { type: _, ...changes }: RiderCommand & { type: "change" }): Decided => become({ ...rider, ...changes });

/** A rider whose account was erased, or lost the role, finishes the current delivery and gets no other. */
const updateAccount = (found: Rider | null, { erased, id, isRider, name }: RiderCommand & { type: "updateAccount" }): Decided => {
	if (!found && !isRider) return ignore;
	const rider = found ?? newRider(id);
	return become({ ...rider, name, onShift: rider.onShift && isRider && !erased });
};

const take = (rider: Rider, orderId: string, at: number): Decided => {
	if (!rider.onShift) return refuse(new RiderOffShift(rider.id));
	if (rider.job) return refuse(new RiderBusy(rider.id));
	const takes = rider.takes + 1;
	return become({ ...rider, takes, job: { orderId, take: takes, takenAt: at, confirmed: false } });
};

const confirm = (rider: Rider, orderId: string, take: number): Decided => {
	const { job } = rider;
	if (job?.orderId !== orderId || job.take !== take || job.confirmed) return ignore;
	return become({ ...rider, job: { ...job, confirmed: true } });
};

/** The end of an earlier job does not affect the current one. */
const release = (rider: Rider, orderId: string, take: number): Decided =>
	rider.job?.orderId === orderId && rider.job.take <= take ? become({ ...rider, job: null }) : ignore;

export const decide = (found: Rider | null, command: RiderCommand, at: number): Decided => {
	if (command.type === "change") return change(found ?? newRider(command.id), command);
	if (command.type === "updateAccount") return updateAccount(found, command);
	if (!found) return ignore;
	switch (command.type) {
		case "take":
			return take(found, command.orderId, at);
		case "confirm":
			return confirm(found, command.orderId, command.take);
		case "release":
			return release(found, command.orderId, command.take);
		case "check":
			return ignore;
	}
};

/** Robots (take 0) have no job to confirm or release. */
export const confirmJob = ({ orderId, riderId, take }: DeliverySnapshot): [string, RiderCommand] | undefined =>
	riderId !== null && take > 0 ? [riderId, { type: "confirm", orderId, take }] : undefined;
export const releaseJob = ({ orderId, released }: DeliverySnapshot): [string, RiderCommand] | undefined =>
	released && released.take > 0 ? [released.riderId, { type: "release", orderId, take: released.take }] : undefined;

export const riderRules: Rules<Rider, RiderCommand, never> = {
	decide,
	due: ({ job }) => (job && !job.confirmed ? { at: job.takenAt + CHECK_AFTER_MS, command: { type: "check" } } : undefined),
};
