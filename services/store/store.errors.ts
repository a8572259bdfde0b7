import type { ProblemCode } from "../../contracts/catalogue/problems.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

export class StoreExists extends Refusal {
	constructor(storeId: string) {
		super("store_exists", `Store ${storeId} already exists.`, { storeId });
	}
}

/** There are no problem codes for `unanswered` and `uncollected`: the order is cancelled in both cases. */
const orderStatusOf = (status: string) => (status === "unanswered" || status === "uncollected" ? "cancelled" : status);

export class NotAwaitingAnswer extends Refusal {
	constructor(orderId: string, status: string) {
		super(`order_${orderStatusOf(status)}` as ProblemCode, `Order ${orderId} is not awaiting an answer, it is ${status}.`, {
			orderId,
			status,
		});
	}
}

export class NotReadyForCollection extends Refusal {
	override readonly isEarly: boolean;

	constructor(orderId: string, status: string) {
		super(`order_${orderStatusOf(status)}` as ProblemCode, `Order ${orderId} is not ready to be collected, it is ${status}.`, {
			orderId,
			status,
		});
		this.isEarly = status === "accepted" || status === "preparing";
	}
}

export class CollectedByRider extends Refusal {
	constructor(orderId: string) {
		super("order_is_delivered", `Order ${orderId} is collected by a rider, not by the customer.`, { orderId });
	}
}
