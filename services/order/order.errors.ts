import type { ProblemCode } from "../../contracts/problems.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

export class OrderExists extends Refusal {
	constructor(orderId: string) {
		super("order_exists", `Order ${orderId} was placed before.`, { orderId });
	}
}

export class CannotCancel extends Refusal {
	constructor(orderId: string, code: string) {
		super(code as ProblemCode, `Order ${orderId} cannot be cancelled any more: ${code}.`, { orderId });
	}
}

/** Never leaves the order service: it goes and asks. */
export class MakerMustDecide extends Refusal {
	constructor(orderId: string) {
		super("maker_must_decide", `Only the maker of order ${orderId} knows whether it has begun.`, { orderId });
	}
}

export class CannotTakeBack extends Refusal {
	constructor(orderId: string, status: string) {
		super(`order_${status}` as ProblemCode, `Order ${orderId} cannot be paid back, it is ${status}.`, { orderId });
	}
}

export class AlreadyRefunded extends Refusal {
	constructor(orderId: string) {
		super("already_refunded", `Order ${orderId} was paid back before.`, { orderId });
	}
}

export class StoreClosed extends Refusal {
	constructor(storeId: string) {
		super("store_closed", `Store ${storeId} is closed.`, { storeId });
	}
}

export class UnknownStore extends Refusal {
	constructor(storeId: string) {
		super("unknown_store", `There is no store ${storeId}.`, { field: "storeId" });
	}
}

export class UnknownProduct extends Refusal {
	constructor(productId: string, index: number) {
		super("unknown_product", `The store has no product ${productId}.`, { field: `lines[${index}].productId` });
	}
}

export class QuoteMismatch extends Refusal {
	constructor() {
		super("quote_mismatch", "The quote was given for another delivery.", { field: "quoteId" });
	}
}

export class TooMuchAtOnce extends Refusal {
	constructor() {
		super("overloaded", "More orders are under way than can be finished soon.", { retryAfter: 1 });
	}
}
