import type { ProblemCode } from "../../contracts/problems.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

export class StoreExists extends Refusal {
	constructor(storeId: string) {
		super("store_exists", `Store ${storeId} exists already.`, { storeId });
	}
}

/** What an order is called once the store has nothing more to say about it. */
const stateOf = (status: string) => (status === "unanswered" || status === "uncollected" ? "cancelled" : status);

export class NotBeforeTheStore extends Refusal {
	constructor(orderId: string, status: string) {
		super(`order_${stateOf(status)}` as ProblemCode, `Order ${orderId} waits for no answer, it is ${status}.`, { orderId, status });
	}
}

export class NotOnTheShelf extends Refusal {
	override readonly isEarly: boolean;

	constructor(orderId: string, status: string) {
		super(`order_${stateOf(status)}` as ProblemCode, `Order ${orderId} is not on the shelf, it is ${status}.`, { orderId, status });
		this.isEarly = status === "accepted" || status === "preparing";
	}
}

export class IsDelivered extends Refusal {
	constructor(orderId: string) {
		super("order_is_delivered", `Order ${orderId} is handed to a rider, not over the counter.`, { orderId });
	}
}
