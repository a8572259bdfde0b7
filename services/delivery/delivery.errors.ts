import type { DeliveryStatus } from "../../contracts/delivery.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

/** The problem code names the status that refused the command. */
export class WrongDeliveryStatus extends Refusal {
	constructor(orderId: string, status: DeliveryStatus) {
		super(`delivery_${status}`, `Delivery ${orderId} is ${status}.`, { orderId, status });
	}
}

export class RiderAssigned extends Refusal {
	constructor(orderId: string, status: DeliveryStatus) {
		super("rider_assigned", `Delivery ${orderId} has a rider and is ${status}.`, { orderId, status });
	}
}

export class NotReady extends Refusal {
	constructor(orderId: string) {
		super("not_ready", `The goods of delivery ${orderId} are not ready yet.`, { orderId });
	}
}

export class WrongPin extends Refusal {
	constructor(orderId: string, triesLeft: number) {
		super("wrong_pin", `The PIN of delivery ${orderId} is wrong; ${triesLeft} tries are left.`, { field: "pin", triesLeft });
	}
}

export class PinLocked extends Refusal {
	constructor(orderId: string) {
		super("pin_locked", `The PIN of delivery ${orderId} is locked after too many wrong tries.`, { triesLeft: 0 });
	}
}

export class RiderBusy extends Refusal {
	constructor(riderId: string) {
		super("rider_busy", `Rider ${riderId} has another delivery.`, { riderId });
	}
}

export class RiderOffShift extends Refusal {
	constructor(riderId: string) {
		super("rider_off_shift", `Rider ${riderId} is not on shift.`, { riderId });
	}
}

export class UnknownRider extends Refusal {
	constructor(riderId: string) {
		super("unknown_rider", `There is no rider ${riderId}.`, { field: "riderId" });
	}
}
