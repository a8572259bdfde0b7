import type { ProblemCode } from "../../contracts/problems.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

export class NothingToPay extends Refusal {
	constructor(orderId: string, code: ProblemCode) {
		super(code, `Order ${orderId} takes no payment: ${code}.`, { orderId });
	}
}

export class AttemptUnderWay extends Refusal {
	constructor(orderId: string, attemptId: string) {
		super("payment_unknown", `What became of attempt ${attemptId} for order ${orderId} is not known yet.`, { orderId, attemptId });
	}
}

export class ProviderUnavailable extends Refusal {
	constructor(orderId: string) {
		super("payment_provider_unavailable", `The payment provider was away; nothing was charged for order ${orderId}.`, { orderId });
	}
}

export class BadSignature extends Refusal {
	constructor() {
		super("bad_signature", "The body is not what its signature was made for, or that was too long ago.");
	}
}
