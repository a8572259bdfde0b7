import type { ProblemCode } from "../../contracts/catalogue/problems.ts";
import { Refusal } from "../../lib/domain/refusal.ts";

export class NothingToPay extends Refusal {
	constructor(orderId: string, code: ProblemCode) {
		super(code, `Order ${orderId} cannot be paid: ${code}.`, { orderId });
	}
}

export class AttemptInProgress extends Refusal {
	constructor(orderId: string, attemptId: string) {
		super("payment_unknown", `The outcome of attempt ${attemptId} for order ${orderId} is not known yet.`, { orderId, attemptId });
	}
}

export class ProviderUnavailable extends Refusal {
	constructor(orderId: string) {
		super("payment_provider_unavailable", `The payment provider is unavailable; nothing was charged for order ${orderId}.`, { orderId });
	}
}

export class BadSignature extends Refusal {
	constructor() {
		super("bad_signature", "The signature does not match the body, or is too old.");
	}
}
