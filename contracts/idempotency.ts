import { actions } from "./notation/contract.ts";
import { time } from "./notation/fields.ts";
import { problem } from "./notation/problem.ts";
import Type, { type Static } from "./notation/schema.ts";

/** The state of an `Idempotency-Key` when a request arrives. `other`: the key was used by a different request. */
export const Claim = Type.Union([
	Type.Object({ is: Type.Literal("first"), version: Type.Integer(), reservedAt: time }),
	Type.Object({ is: Type.Literal("answered"), sealed: Type.String() }),
	Type.Object({ is: Type.Literal("underWay") }),
	Type.Object({ is: Type.Literal("other") }),
]);
export type Claim = Static<typeof Claim>;

/** How often the holder of a key reports that its attempt is still running. */
export const RENEWAL_MS = 1_000;

const reservation = { id: Type.String(), version: Type.Number() };
/** False if another request holds the key now. */
const isHeld = Type.Boolean();

export const idempotency = actions("idempotency", {
	reserve: {
		summary: "Reserves a key for one attempt of a request",
		guard: "internal",
		input: Type.Object({ id: Type.String(), request: Type.String() }),
		output: Claim,
	},
	renew: {
		summary: "Reports that the attempt is still running",
		guard: "internal",
		input: Type.Object(reservation),
		output: isHeld,
	},
	keep: {
		summary: "Stores the encrypted response",
		guard: "internal",
		input: Type.Object({ ...reservation, answer: Type.String() }),
		output: isHeld,
	},
	release: {
		summary: "Ends an attempt without a final response, so that another attempt can start",
		guard: "internal",
		input: Type.Object(reservation),
		output: isHeld,
	},
	forget: {
		summary: "Removes the reservation of a request that had no effect",
		guard: "internal",
		input: Type.Object(reservation),
		output: isHeld,
	},
});

export const idempotencyProblems = {
	invalid_idempotency_key: problem(422, "Idempotency-Key 형식이 올바르지 않습니다.", "The Idempotency-Key is malformed."),
	idempotency_key_reused: problem(
		422,
		"이미 다른 요청에 사용된 Idempotency-Key입니다.",
		"The Idempotency-Key was used for another request.",
	),
	idempotency_key_in_flight: problem(409, "같은 요청이 아직 처리 중입니다.", "The same request is still being processed."),
};
