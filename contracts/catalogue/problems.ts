import { accountProblems } from "../account.ts";
import { brewProblems } from "../brew.ts";
import { deliveryProblems } from "../delivery.ts";
import { idempotencyProblems } from "../idempotency.ts";
import { catalogueProblems } from "../menu/catalogue.ts";
import { type Problem, problem } from "../notation/problem.ts";
import { notificationProblems } from "../notification.ts";
import { orderProblems } from "../order.ts";
import { paymentProblems } from "../payment.ts";
import { quoteProblems } from "../quote.ts";
import { riderProblems } from "../rider.ts";
import { stockProblems } from "../stock.ts";
import { storeProblems } from "../store.ts";
import { webhookProblems } from "../webhook.ts";

/** All problems that a caller may receive, by stable code. Problems of a service are declared in its contract. */
export const PROBLEMS = {
	unauthorized: problem(401, "로그인이 필요합니다.", "Sign in first."),
	identity_provider_unavailable: problem(
		503,
		"로그인 제공자가 응답하지 않습니다. 잠시 후 다시 시도해 주세요.",
		"The identity provider is unavailable, so its tokens cannot be verified. Try again soon.",
	),
	forbidden: problem(403, "이 작업에 대한 권한이 없습니다.", "You are not allowed to do this."),
	not_found: problem(404, "요청한 정보를 찾을 수 없습니다.", "The requested resource was not found."),
	method_not_allowed: problem(405, "이 주소에서 지원하지 않는 메서드입니다.", "This address does not support that method."),
	too_large: problem(413, "요청 본문이 너무 큽니다.", "The request body is too large."),
	unsupported_media_type: problem(415, "application/json 본문만 지원합니다.", "Only application/json is supported."),
	unsupported_picture: problem(
		415,
		"PNG, JPEG, WebP 사진만 등록할 수 있습니다.",
		"The picture must be a PNG, JPEG or WebP file, and its Content-Type must say which.",
	),
	malformed_json: problem(400, "요청 본문이 올바른 JSON이 아닙니다.", "The request body is not valid JSON."),
	bad_signature: problem(400, "서명이 올바르지 않습니다.", "The signature is invalid."),
	request_timeout: problem(408, "요청 시간이 초과되었습니다.", "The request took too long to arrive."),
	headers_too_large: problem(431, "요청 헤더가 너무 큽니다.", "The request headers are too large."),
	bad_request: problem(400, "요청 형식이 올바르지 않습니다.", "The request is malformed."),
	invalid: problem(422, "입력값을 확인해 주세요.", "Some of the input is invalid."),
	stale: problem(
		412,
		"그 사이 내용이 변경되었습니다. 새로고침 후 다시 시도해 주세요.",
		"It has changed in the meantime. Reload and try again.",
	),
	too_many_requests: problem(429, "요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.", "Too many requests. Try again soon."),
	too_many_streams: problem(429, "열려 있는 스트림이 너무 많습니다. 하나를 닫아 주세요.", "Too many streams are open. Close one first."),
	unavailable: problem(
		503,
		"일시적으로 이용할 수 없습니다. 잠시 후 다시 시도해 주세요.",
		"This is not available right now. Try again soon.",
	),
	internal: problem(500, "서버 오류가 발생했습니다. 확인 후 조치하겠습니다.", "Something went wrong on our side."),

	...accountProblems,
	...brewProblems,
	...catalogueProblems,
	...deliveryProblems,
	...idempotencyProblems,
	...notificationProblems,
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

/** A validation error of one input field. */
export interface FieldError {
	field: string;
	message: string;
}

/** The body of an error response (RFC 9457). */
export interface ProblemDetails {
	type: string;
	title: string;
	status: number;
	detail: string;
	code: ProblemCode;
	errors?: FieldError[];
	/** The option group of an order's line that is missing or exceeded. */
	groupId?: string;
	/** Remaining PIN attempts. */
	triesLeft?: number;
}
