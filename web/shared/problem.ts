import type { FieldError, ProblemCode } from "../../contracts/problems.ts";

/** `no_answer`: nothing came within the time; `offline`: there was no way to ask. */
export type Code = ProblemCode | "no_answer" | "offline";

export interface ProblemFacts {
	code: Code;
	status: number;
	title: string;
	detail?: string;
	errors?: FieldError[];
	triesLeft?: number;
	requestId?: string;
	/** So long asking again is pointless. */
	retryAfterMs?: number;
}

/** Why something was not done, as the server or the network says. */
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

	/** Whether the same request may get another answer soon. */
	get mayPass(): boolean {
		return this.status === 0 || this.status === 429 || this.status >= 500 || this.code === "idempotency_key_in_flight";
	}

	of(field: string): string | undefined {
		return this.errors.find((error) => error.field === field)?.message;
	}
}
