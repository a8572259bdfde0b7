import { Errors } from "moleculer";
import { type ProblemCode, problemOf } from "../../contracts/problems.ts";

/**
 * What a caller is told when it may not have its way. Between nodes an error keeps its type and data but
 * not its class, so whoever branches on one looks at `type`.
 */
export abstract class Refusal extends Errors.MoleculerClientError {
	/** A message that is on its way may change this within moments, so the caller is let wait for it. */
	readonly isEarly: boolean = false;

	constructor(code: ProblemCode, message: string, facts: object = {}) {
		super(message, problemOf(code).status, code, facts);
	}
}

/** Absent, or not to be seen by this caller: nobody can tell which. */
export class NotFound extends Refusal {
	override readonly isEarly: boolean;

	constructor(what: string, isEarly = false) {
		super("not_found", `There is no such ${what}.`);
		this.isEarly = isEarly;
	}
}

export class Unauthorized extends Refusal {
	constructor(why = "This call needs a signed-in caller.") {
		super("unauthorized", why);
	}
}

export class Forbidden extends Refusal {
	constructor(action: string) {
		super("forbidden", `This caller may not call ${action}.`);
	}
}

/** Input that its schema cannot judge. */
export class Invalid extends Refusal {
	constructor(field: string, message: string) {
		super("invalid", message, { field });
	}
}

/** `If-Match` named another version than the present one. */
export class StaleVersion extends Refusal {
	constructor(version: number) {
		super("stale", `The current version is ${version}.`, { version });
	}
}
