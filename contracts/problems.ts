import { accountProblems } from "./account.ts";
import { brewProblems } from "./brew.ts";
import { deliveryProblems } from "./delivery.ts";
import { idempotencyProblems } from "./idempotency.ts";
import { orderProblems } from "./order.ts";
import { paymentProblems } from "./payment.ts";
import { type Problem, problem } from "./problem.ts";
import { quoteProblems } from "./quote.ts";
import { riderProblems } from "./rider.ts";
import { stockProblems } from "./stock.ts";
import { storeProblems } from "./store.ts";
import { webhookProblems } from "./webhook.ts";

/** Every refusal that a caller may get, by its stable code. Those of a service are declared in its contract. */
export const PROBLEMS = {
	unauthorized: problem(401, "로그인이 필요합니다.", "Sign in first."),
	identity_provider_unavailable: problem(
		503,
		"로그인 제공자가 응답하지 않습니다. 잠시 뒤에 다시 시도해 주세요.",
		"The identity provider is away, so its tokens cannot be judged; try again soon.",
	),
	forbidden: problem(403, "이 작업을 할 권한이 없습니다.", "You may not do this."),
	not_found: problem(404, "찾을 수 없습니다.", "There is no such thing."),
	method_not_allowed: problem(405, "이 주소에서는 쓸 수 없는 메서드입니다.", "This address does not take that method."),
	too_large: problem(413, "요청 본문이 너무 큽니다.", "The request body is too large."),
	unsupported_media_type: problem(415, "application/json 본문만 받습니다.", "Only application/json is taken."),
	malformed_json: problem(400, "요청 본문이 올바른 JSON이 아닙니다.", "The request body is not valid JSON."),
	bad_signature: problem(400, "서명이 올바르지 않습니다.", "The signature is not right."),
	request_timeout: problem(408, "요청이 너무 느립니다.", "The request took too long to arrive."),
	headers_too_large: problem(431, "요청 헤더가 너무 큽니다.", "The request's headers are too large."),
	bad_request: problem(400, "요청을 읽을 수 없습니다.", "The request cannot be read."),
	invalid: problem(422, "입력값을 확인해 주세요.", "Some of the input is not right."),
	stale: problem(412, "그 사이에 내용이 바뀌었습니다. 다시 불러와 주세요.", "It has changed meanwhile; load it again."),
	too_many_requests: problem(429, "요청이 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.", "Too many requests; try again soon."),
	too_many_streams: problem(429, "열려 있는 스트림이 너무 많습니다. 하나를 닫아 주세요.", "Too many streams are open; close one first."),
	unavailable: problem(503, "잠시 이용할 수 없습니다. 곧 다시 시도해 주세요.", "This is not available right now; try again soon."),
	internal: problem(500, "문제가 생겼습니다. 저희가 확인하겠습니다.", "Something went wrong on our side."),

	...accountProblems,
	...brewProblems,
	...deliveryProblems,
	...idempotencyProblems,
	...orderProblems,
	...paymentProblems,
	...quoteProblems,
	...riderProblems,
	...stockProblems,
	...storeProblems,
	...webhookProblems,
} satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;
export type Language = "ko" | "en";

export const isProblemCode = (code: unknown): code is ProblemCode => typeof code === "string" && Object.hasOwn(PROBLEMS, code);

export const problemOf = (code: ProblemCode): Problem => PROBLEMS[code];

/** A fault in one field of the input. */
export interface FieldError {
	field: string;
	message: string;
}

/** The body of a refusal (RFC 9457). */
export interface ProblemDetails {
	type: string;
	title: string;
	status: number;
	detail: string;
	code: ProblemCode;
	errors?: FieldError[];
	/** How often a PIN may still be tried. */
	triesLeft?: number;
}
