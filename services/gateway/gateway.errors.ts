import { Refusal } from "../../lib/domain/refusal.ts";

export class MalformedJson extends Refusal {
	constructor() {
		super("malformed_json", "The body is not JSON.");
	}
}

export class TooLarge extends Refusal {
	constructor(limit: number) {
		super("too_large", `The body is larger than ${limit} bytes.`);
	}
}

export class UnsupportedMediaType extends Refusal {
	constructor(type: string) {
		super("unsupported_media_type", `The body is ${type || "of no stated type"}, not application/json in UTF-8.`);
	}
}

export class MethodNotAllowed extends Refusal {
	constructor(allowed: string[]) {
		super("method_not_allowed", `Allowed here: ${allowed.join(", ")}.`, { allowed });
	}
}

export class Unavailable extends Refusal {
	constructor(why: string) {
		super("unavailable", why);
	}
}

export class TooManyRequests extends Refusal {
	constructor(policy: string, retryAfter: number) {
		super("too_many_requests", `The limit "${policy}" is reached.`, { retryAfter });
	}
}

export class TooManyStreams extends Refusal {
	constructor(accountId: string) {
		super("too_many_streams", `Account ${accountId} has as many streams open as one may have.`, { retryAfter: 15 });
	}
}

/** The caller left, or took too long, in the middle of the body. */
export class IncompleteBody extends Refusal {
	constructor() {
		super("bad_request", "The body ended before it was complete.");
	}
}

export class InvalidIdempotencyKey extends Refusal {
	constructor() {
		super("invalid_idempotency_key", "An Idempotency-Key is 1 to 255 visible ASCII characters.");
	}
}

export class IdempotencyKeyReused extends Refusal {
	constructor() {
		super("idempotency_key_reused", "The Idempotency-Key was sent with another body before.");
	}
}

export class IdempotencyKeyInFlight extends Refusal {
	constructor() {
		super("idempotency_key_in_flight", "The first request with this Idempotency-Key has not been answered yet.");
	}
}
