import type { ProblemCode } from "../../contracts/catalogue/problems.ts";
import { isoOrNull } from "../../lib/domain/iso-time.ts";
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
	constructor(storeId: string, opensAt: number | null) {
		super("store_closed", `Store ${storeId} is closed.`, { storeId, opensAt: isoOrNull(opensAt) });
	}
}

export class SlotFull extends Refusal {
	constructor(storeId: string, nextSlotAt: number | null) {
		super("slot_full", `Store ${storeId} can make no more for that time.`, { field: "for", nextSlotAt: isoOrNull(nextSlotAt) });
	}
}

export class UnknownProduct extends Refusal {
	constructor(productId: string, field: string) {
		super("unknown_product", `The store has no product ${productId}.`, { field });
	}
}

export class UnknownOption extends Refusal {
	constructor(option: string, field: string) {
		super("unknown_option", `The product has no option ${option}.`, { field });
	}
}

export class OptionRequired extends Refusal {
	constructor(groupId: string, field: string) {
		super("option_required", `The product needs an option of group ${groupId}.`, { field, groupId });
	}
}

export class TooManyOptions extends Refusal {
	constructor(groupId: string, field: string) {
		super("too_many_options", `Too many options of group ${groupId} were chosen.`, { field, groupId });
	}
}

export class CustomerBlocked extends Refusal {
	constructor(customerId: string, storeId: string) {
		super("customer_blocked", `Store ${storeId} has blocked ${customerId}.`, { storeId });
	}
}

export class TooManyOpenOrders extends Refusal {
	constructor(limit: number) {
		super("too_many_open_orders", `The customer already has ${limit} unpaid orders open.`);
	}
}

export class TooManyItems extends Refusal {
	constructor(limit: number, field: string) {
		super("too_many_items", `More than ${limit} items were ordered.`, { field, limit });
	}
}

export class SoldOut extends Refusal {
	constructor(item: string, field: string) {
		super("sold_out", `${item} is sold out.`, { field });
	}
}

/** Nothing is known from the store service, and it does not answer. */
export class CatalogueUnavailable extends Refusal {
	constructor() {
		super("unavailable", "The catalogue is not known yet.");
	}
}

export class QuoteMismatch extends Refusal {
	constructor() {
		super("quote_mismatch", "The quote is for another delivery.", { field: "quoteId" });
	}
}

export class Overloaded extends Refusal {
	constructor(retryAfter: number) {
		super("overloaded", "Too many orders are in progress; try again soon.", { retryAfter });
	}
}
