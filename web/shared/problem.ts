import type { FieldError, ProblemCode } from "../../contracts/catalogue/problems.ts";

/** `no_answer`: the request timed out; `offline`: it could not be sent. */
export type Code = ProblemCode | "no_answer" | "offline";

export interface ProblemFacts {
	code: Code;
	status: number;
	title: string;
	detail?: string;
	errors?: FieldError[];
	triesLeft?: number;
	requestId?: string;
	/** From `Retry-After`. */
	retryAfterMs?: number;
}

/** Why a request failed, from the API's problem or from the network. */
export class Problem extends Error {
	readonly code: Code;
	readonly status: number;
	readonly title: string;
	readonly detail: string | undefined;
	readonly errors: FieldError[];
	readonly triesLeft: number | undefined;
	readonly requestId: string | undefined;
	readonly retryAfterMs: number | undefined;

	constructor({ code, status, title, detail, errors, triesLeft, requestId, retryAfterMs }: ProblemFacts) {
		super(title);
		this.code = code;
		this.status = status;
		this.title = title;
		this.detail = detail;
		this.errors = errors ?? [];
		this.triesLeft = triesLeft;
		this.requestId = requestId;
		this.retryAfterMs = retryAfterMs;
	}

	/** Whether the same request may succeed later. */
	get isRetryable(): boolean {
		return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "idempotency_key_in_flight";
	}

	of(field: string): string | undefined {
		return this.errors.find((error) => error.field === field)?.message;
	}
}
