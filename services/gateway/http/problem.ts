import { isProblemCode, type Language, type ProblemCode, problemOf } from "../../../contracts/problems.ts";
import { type FieldError, fieldErrors } from "./field-errors.ts";

export type Failure = Partial<Error> & { code?: unknown; type?: unknown; data?: unknown; retryable?: unknown };

/** An answer of `application/problem+json`. */
export interface ProblemAnswer {
	status: number;
	headers: Record<string, string>;
	body: { type: string; title: string; status: number; detail: string; code: ProblemCode; errors?: FieldError[] };
}

/** What the framework and the router call things. */
const KNOWN: Record<string, ProblemCode> = {
	VALIDATION_ERROR: "invalid",
	NOT_FOUND: "not_found",
	UNABLE_DECODE_PARAM: "not_found",
	REQUEST_SKIPPED: "unavailable",
};

export const problemCodeOf = ({ code, retryable, type }: Failure): ProblemCode => {
	if (isProblemCode(type)) return type;
	if (typeof type === "string" && Object.hasOwn(KNOWN, type)) return KNOWN[type]!;
	return retryable === true || code === 503 ? "unavailable" : "internal";
};

type Facts = Record<string, unknown>;
const factsOf = ({ data }: Failure): Facts => (typeof data === "object" && data !== null ? (data as Facts) : {});

const errorsOf = (error: Failure, title: string, language: Language): FieldError[] | undefined => {
	if (Array.isArray(error.data)) return fieldErrors(error.data, language);
	const { field } = factsOf(error);
	return typeof field === "string" ? [{ field, message: title }] : undefined;
};

const headersOf = (status: number, facts: Facts): Record<string, string> => {
	if (status === 401) return { "WWW-Authenticate": "Bearer" };
	if (status === 405) return { Allow: (facts.allowed as string[]).join(", ") };
	if (status === 503 || status === 429) return { "Retry-After": String(facts.retryAfter ?? 1) };
	return {};
};

/** Says of an error what the caller may know, and nothing of what went on inside. */
export const problemFor = (error: Failure, language: Language): ProblemAnswer => {
	const code = problemCodeOf(error);
	const { shows = [], status, title: titles } = problemOf(code);
	const title = titles[language];
	const facts = factsOf(error);
	const errors = errorsOf(error, title, language);
	return {
		status,
		headers: headersOf(status, facts),
		body: {
			type: `urn:cortado:problem:${code}`,
			title,
			status,
			detail: errors ? errors.map(({ field, message }) => `${field}: ${message}`).join(" ") : title,
			code,
			...(errors ? { errors } : undefined),
			...Object.fromEntries(shows.map((fact) => [fact, facts[fact]])),
		},
	};
};

/** Nobody meant this answer: where it came from is worth knowing. */
export const isBug = ({ body }: ProblemAnswer): boolean => body.code === "internal";

/** A malformed name in the path names nothing: not found rather than invalid. */
export const isOfPath = ({ data, type }: Failure, pathNames: string[] = []): boolean =>
	type === "VALIDATION_ERROR" && Array.isArray(data) && data.some(({ field }) => pathNames.includes(field));
