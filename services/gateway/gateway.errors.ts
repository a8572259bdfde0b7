import { Refusal } from "../../lib/refusal.ts";

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
