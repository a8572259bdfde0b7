import type { ProblemCode } from "../../contracts/catalogue/problems.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

export class OrderExists extends Refusal {
	constructor(orderId: string) {
		super("order_exists", `Order ${orderId} was already placed.`, { orderId });
	}
}

export class CannotCancel extends Refusal {
	constructor(orderId: string, code: string) {
		super(code as ProblemCode, `Order ${orderId} can no longer be cancelled: ${code}.`, { orderId });
	}
}

/** Never reaches a caller: the order service asks the maker instead. */
export class MakerMustDecide extends Refusal {
	constructor(orderId: string) {
		super("maker_must_decide", `Only the maker of order ${orderId} can decide its cancellation.`, { orderId });
	}
}

export class CannotRefund extends Refusal {
	constructor(orderId: string, status: string) {
		super(`order_${status}` as ProblemCode, `Order ${orderId} cannot be refunded, it is ${status}.`, { orderId });
	}
}

export class AlreadyRefunded extends Refusal {
	constructor(orderId: string) {
		super("already_refunded", `Order ${orderId} was already refunded.`, { orderId });
	}
}

export class StoreClosed extends Refusal {
	constructor(storeId: string) {
		super("store_closed", `Store ${storeId} is closed.`, { storeId });
	}
}

export class UnknownProduct extends Refusal {
	constructor(productId: string, index: number) {
		super("unknown_product", `The store has no product ${productId}.`, { field: `lines[${index}].productId` });
	}
}

export class QuoteMismatch extends Refusal {
	constructor() {
		super("quote_mismatch", "The quote is for another delivery.", { field: "quoteId" });
	}
}

export class Overloaded extends Refusal {
	constructor() {
		super("overloaded", "Too many orders are in progress; try again soon.", { retryAfter: 1 });
	}
}
