import { Errors } from "moleculer";
import { type ProblemCode, problemOf } from "../../contracts/catalogue/problems.ts";

/**
 * An error that rejects a caller's request. Across nodes an error keeps its type and data but not its class,
 * so code that branches on a refusal must check `type`.
 */
export abstract class Refusal extends Errors.MoleculerClientError {
	/** A message in transit may resolve this within moments, so the call is retried briefly. */
	readonly isEarly: boolean = false;

	constructor(code: ProblemCode, message: string, facts: object = {}) {
		super(message, problemOf(code).status, code, facts);
	}
}

/** The resource does not exist, or this caller may not see it: the two are indistinguishable. */
export class NotFound extends Refusal {
	override readonly isEarly: boolean;

	constructor(resource: string, isEarly = false) {
		super("not_found", `No ${resource} was found.`);
		this.isEarly = isEarly;
	}
}

export class Unauthorized extends Refusal {
	constructor(reason = "This action requires a signed-in caller.") {
		super("unauthorized", reason);
	}
}

export class Forbidden extends Refusal {
	constructor(action: string) {
		super("forbidden", `The caller is not allowed to call ${action}.`);
	}
}

/** Invalid input that the schema does not detect. */
export class Invalid extends Refusal {
	constructor(field: string, message: string) {
		super("invalid", message, { field });
	}
}

/** `If-Match` does not name the current version. */
export class StaleVersion extends Refusal {
	constructor(version: number) {
		super("stale", `The current version is ${version}.`, { version });
	}
}

export class UnknownStore extends Refusal {
	constructor(storeId: string) {
		super("unknown_store", `Store ${storeId} does not exist.`, { field: "storeId" });
	}
}
