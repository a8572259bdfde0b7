import { Refusal } from "../../lib/domain/refusal.ts";

export class MalformedJson extends Refusal {
	constructor() {
		super("malformed_json", "The body is not valid JSON.");
	}
}

export class TooLarge extends Refusal {
	constructor(limit: number) {
		super("too_large", `The body is larger than ${limit} bytes.`);
	}
}

export class UnsupportedMediaType extends Refusal {
	constructor(type: string) {
		super("unsupported_media_type", `The body must be uncompressed application/json in UTF-8; its Content-Type is ${type || "missing"}.`);
	}
}

export class UnsupportedPicture extends Refusal {
	constructor(type: string) {
		super("unsupported_picture", `The body is not a picture of its Content-Type, which is ${type || "missing"}.`, { field: "image" });
	}
}

export class MethodNotAllowed extends Refusal {
	constructor(allowed: string[]) {
		super("method_not_allowed", `Allowed methods: ${allowed.join(", ")}.`, { allowed });
	}
}

export class Unavailable extends Refusal {
	constructor(reason: string) {
		super("unavailable", reason);
	}
}

export class TooManyRequests extends Refusal {
	constructor(policy: string, retryAfter: number) {
		super("too_many_requests", `The rate limit "${policy}" is exceeded.`, { retryAfter });
	}
}

export class TooManyStreams extends Refusal {
	constructor(whose: string) {
		super("too_many_streams", `${whose} has reached its limit of open streams.`, { retryAfter: 15 });
	}
}

/** The client disconnected or timed out while sending the body. */
export class IncompleteBody extends Refusal {
	constructor() {
		super("bad_request", "The body ended before it was complete.");
	}
}

export class InvalidIdempotencyKey extends Refusal {
	constructor() {
		super("invalid_idempotency_key", "An Idempotency-Key must have 1 to 255 visible ASCII characters.");
	}
}

export class IdempotencyKeyReused extends Refusal {
	constructor() {
		super("idempotency_key_reused", "The Idempotency-Key was already used with another body.");
	}
}

export class IdempotencyKeyInFlight extends Refusal {
	constructor() {
		super("idempotency_key_in_flight", "The first request with this Idempotency-Key is still being processed.", { retryAfter: 1 });
	}
}
