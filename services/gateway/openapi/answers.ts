import { PROBLEMS, type ProblemCode, problemOf } from "../../../contracts/catalogue/problems.ts";
import { isoTime, named, nullable } from "../../../contracts/notation/fields.ts";
import Type from "../../../contracts/notation/schema.ts";
import { PICTURE_TYPES } from "../../../lib/domain/pictures.ts";
import type { Operation } from "./operation.ts";
import { outputSchema, type Schema } from "./schema.ts";

type Codes = readonly ProblemCode[];
export type Response = Record<string, unknown>;

const problems = Object.entries(PROBLEMS) as [ProblemCode, (typeof PROBLEMS)[ProblemCode]][];

const ProblemCodes = Type.Enum(
	problems.map(([code]) => code),
	{
		title: "ProblemCode",
		type: "string",
		description: problems.map(([code, { status, title }]) => `- \`${code}\` (${status}): ${title.en}`).join("\n"),
	},
);

const Field = named("FieldError", { field: Type.String(), message: Type.String() });

export const problem = outputSchema(
	named("Problem", {
		type: Type.String({ description: "`urn:cortado:problem:` followed by the code." }),
		title: Type.String(),
		status: Type.Integer(),
		detail: Type.String(),
		code: ProblemCodes,
		errors: Type.Optional(Type.Array(Field, { description: "The errors of the input, by field." })),
		triesLeft: Type.Optional(Type.Integer({ description: "Remaining attempts to enter the PIN." })),
		opensAt: Type.Optional(nullable(isoTime, { description: "When the store takes orders again, if that is known." })),
		nextSlotAt: Type.Optional(nullable(isoTime, { description: "The next slot that is not full." })),
		groupId: Type.Optional(Type.String({ description: "The option group that needs a choice." })),
		limit: Type.Optional(Type.Integer({ description: "How many are allowed." })),
	}),
);

const BODY_PROBLEMS: Codes = ["bad_request", "malformed_json", "too_large", "unsupported_media_type"];
const KEY_PROBLEMS: Codes = ["invalid_idempotency_key", "idempotency_key_reused", "idempotency_key_in_flight"];

/** The problem codes of an operation: those of the gateway, of its guard and of its service. */
export const codesOf = ({ action, isStream, method, pathNames }: Operation): ProblemCode[] => {
	const { guard, ofStore, refuses = [], reserved } = action;
	const isRestricted = Array.isArray(guard) || ofStore !== undefined || reserved !== undefined;
	const found: Codes[] = [
		["unauthorized", "too_many_requests", "internal", "unavailable", "identity_provider_unavailable"],
		isRestricted ? ["forbidden"] : [],
		pathNames.length > 0 ? ["not_found"] : [],
		method === "delete" || isStream ? [] : ["invalid"],
		method === "get" || method === "delete" ? [] : action.signedBy || action.uploads ? ["too_large", "bad_request"] : BODY_PROBLEMS,
		method === "post" ? KEY_PROBLEMS : [],
		method === "put" || method === "patch" ? ["stale"] : [],
		refuses,
	];
	return [...new Set(found.flat())];
};

const problemWith = (allowed: Codes): Schema => ({ allOf: [problem, { properties: { code: { enum: [...allowed] } } }] });

/** One response for all codes of a status. */
const refusal = (status: number, codes: Codes): Response => ({
	description: codes.map((code) => `\`${code}\`: ${problemOf(code).title.en}`).join("\n"),
	...(status === 429 || status === 503 || codes.includes("idempotency_key_in_flight") ? { headers: headers("Retry-After") } : undefined),
	content: { "application/problem+json": { schema: problemWith(codes) } },
});

export const headers = (...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }] as const));

export const refusalsWith = (codes: Codes): Record<string, Response> =>
	Object.fromEntries(
		Array.from(
			Map.groupBy(codes, (code) => problemOf(code).status),
			([status, ofStatus]) => [String(status), refusal(status, ofStatus)],
		),
	);

const DESCRIPTIONS: Record<number, string> = {
	200: "Success",
	201: "Created",
	202: "Accepted: the outcome is pending, or the work continues in the background",
	204: "Success, without a body",
};

const PICTURE_CONTENT = Object.fromEntries(Object.values(PICTURE_TYPES).map((type) => [type, {}]));

const isVersioned = ({ action }: Operation): boolean => action.output?.properties?.version !== undefined;

const result = (operation: Operation, status: number): Response => {
	const names = [
		...(isVersioned(operation) ? ["ETag"] : []),
		...(status === 201 ? ["Location"] : []),
		...(status === 202 && operation.action.mayBeOpen ? ["Retry-After"] : []),
		...(operation.method === "post" ? ["Idempotency-Replayed"] : []),
	];
	const { action, isStream } = operation;
	const { output } = action;
	if (action.downloads) return { description: DESCRIPTIONS[status], headers: headers("ETag"), content: PICTURE_CONTENT };
	const type = isStream ? "text/event-stream" : "application/json";
	return {
		description: isStream ? output?.description : DESCRIPTIONS[status],
		...(names.length > 0 ? { headers: headers(...names) } : undefined),
		// OpenAPI 3.1 cannot describe a sequence of events by a schema.
		...(status === 204 || !output ? undefined : { content: { [type]: isStream ? {} : { schema: output } } }),
	};
};

/** The statuses of a successful operation. */
const statusesOf = ({ action, method }: Operation): number[] => {
	if (method === "put") return [200, 201];
	return [action.status ?? 200, ...(action.mayBeOpen ? [202] : [])];
};

export const answersOf = (operation: Operation): Record<string, Response> => ({
	...Object.fromEntries(statusesOf(operation).map((status) => [String(status), result(operation, status)])),
	...(operation.method === "get" && (isVersioned(operation) || operation.action.downloads)
		? { 304: { description: "Not modified", headers: headers("ETag") } }
		: undefined),
	...refusalsWith(codesOf(operation)),
});
