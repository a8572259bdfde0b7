import { named } from "../../../contracts/fields.ts";
import { PROBLEMS, type ProblemCode, problemOf } from "../../../contracts/problems.ts";
import Type from "../../../contracts/schema.ts";
import type { Operation } from "./operation.ts";
import { outputSchema, type Schema } from "./schema.ts";

type Codes = readonly ProblemCode[];
export type Response = Record<string, unknown>;

const codes = Object.entries(PROBLEMS) as [ProblemCode, (typeof PROBLEMS)[ProblemCode]][];

const ProblemCodes = Type.Enum(
	codes.map(([code]) => code),
	{
		title: "ProblemCode",
		type: "string",
		description: codes.map(([code, { status, title }]) => `- \`${code}\` (${status}): ${title.en}`).join("\n"),
	},
);

const Field = named("FieldError", { field: Type.String(), message: Type.String() });

export const problem = outputSchema(
	named("Problem", {
		type: Type.String({ description: "`urn:cortado:problem:` and the code." }),
		title: Type.String(),
		status: Type.Integer(),
		detail: Type.String(),
		code: ProblemCodes,
		errors: Type.Optional(Type.Array(Field, { description: "What is wrong with which field of the input." })),
		triesLeft: Type.Optional(Type.Integer({ description: "How often the PIN may still be tried." })),
	}),
);

const OF_BODY: Codes = ["bad_request", "malformed_json", "too_large", "unsupported_media_type"];
const OF_KEY: Codes = ["invalid_idempotency_key", "idempotency_key_reused", "idempotency_key_in_flight"];

/** What an operation may be refused with: by the gateway, by its guard and by its own service. */
export const codesOf = ({ action, isStream, method, pathNames }: Operation): ProblemCode[] => {
	const { guard, ofStore, refuses = [], reserved } = action;
	const isForSome = Array.isArray(guard) || ofStore !== undefined || reserved !== undefined;
	const found: Codes[] = [
		["unauthorized", "too_many_requests", "internal", "unavailable", "identity_provider_unavailable"],
		isForSome ? ["forbidden"] : [],
		pathNames.length > 0 ? ["not_found"] : [],
		method === "delete" || isStream ? [] : ["invalid"],
		method === "get" || method === "delete" ? [] : action.signedBy ? ["too_large", "bad_request"] : OF_BODY,
		method === "post" ? OF_KEY : [],
		method === "put" || method === "patch" ? ["stale"] : [],
		refuses,
	];
	return [...new Set(found.flat())];
};

const isOnly = (allowed: Codes): Schema => ({ allOf: [problem, { properties: { code: { enum: [...allowed] } } }] });

/** One answer for all codes of a status. */
const refusal = (status: number, of: Codes): Response => ({
	description: of.map((code) => `\`${code}\`: ${problemOf(code).title.en}`).join("\n"),
	...(status === 429 || status === 503 ? { headers: headers("Retry-After") } : undefined),
	content: { "application/problem+json": { schema: isOnly(of) } },
});

export const headers = (...names: string[]) =>
	Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }] as const));

export const refusalsWith = (of: Codes): Record<string, Response> =>
	Object.fromEntries(
		Array.from(
			Map.groupBy(of, (code) => problemOf(code).status),
			([status, ofStatus]) => [String(status), refusal(status, ofStatus)],
		),
	);

const MEANINGS: Record<number, string> = {
	200: "Done, or as it is",
	201: "Made",
	202: "The outcome is still open, or it goes on by itself",
	204: "Done",
};

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
	const type = isStream ? "text/event-stream" : "application/json";
	return {
		description: isStream ? output?.description : MEANINGS[status],
		...(names.length > 0 ? { headers: headers(...names) } : undefined),
		// OpenAPI 3.1 has no schema for a sequence of events.
		...(status === 204 || !output ? undefined : { content: { [type]: isStream ? {} : { schema: output } } }),
	};
};

/** The statuses of an operation that does what it is for. */
const statusesOf = ({ action, method }: Operation): number[] => {
	if (method === "put") return [200, 201];
	return [action.status ?? 200, ...(action.mayBeOpen ? [202] : [])];
};

export const answersOf = (operation: Operation): Record<string, Response> => ({
	...Object.fromEntries(statusesOf(operation).map((status) => [String(status), result(operation, status)])),
	...(operation.method === "get" && isVersioned(operation) ? { 304: { description: "As it was", headers: headers("ETag") } } : undefined),
	...refusalsWith(codesOf(operation)),
});
