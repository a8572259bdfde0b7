import { problem } from "./problem.ts";

export const idempotencyProblems = {
	invalid_idempotency_key: problem(422, "Idempotency-Key 형식이 올바르지 않습니다.", "The Idempotency-Key is malformed."),
	idempotency_key_reused: problem(422, "이미 다른 요청에 쓴 Idempotency-Key입니다.", "The Idempotency-Key was used for another request."),
	idempotency_key_in_flight: problem(409, "같은 요청이 아직 처리 중입니다.", "The same request is still under way."),
};
