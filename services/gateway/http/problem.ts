import { isProblemCode, type Language, type ProblemCode, problemOf } from "../../../contracts/catalogue/problems.ts";
import { type FieldError, fieldErrors } from "./field-errors.ts";

export type Failure = Partial<Error> & { code?: unknown; type?: unknown; data?: unknown; retryable?: unknown };

/** A response of `application/problem+json`. */
export interface ProblemAnswer {
	status: number;
	headers: Record<string, string>;
	body: { type: string; title: string; status: number; detail: string; code: ProblemCode; errors?: FieldError[] };
}

/** Error types of Moleculer and moleculer-web. */
const FRAMEWORK_ERRORS: Record<string, ProblemCode> = {
	VALIDATION_ERROR: "invalid",
	NOT_FOUND: "not_found",
	UNABLE_DECODE_PARAM: "not_found",
	REQUEST_SKIPPED: "unavailable",
};

export const problemCodeOf = ({ code, retryable, type }: Failure): ProblemCode => {
	if (isProblemCode(type)) return type;
	if (typeof type === "string" && Object.hasOwn(FRAMEWORK_ERRORS, type)) return FRAMEWORK_ERRORS[type]!;
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
	const retryAfter = facts.retryAfter ?? (status === 503 || status === 429 ? 1 : undefined);
	return retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
};

/** Converts an error to a response that reveals no internals. */
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

/** An unexpected error, which is logged with its stack. */
export const isBug = ({ body }: ProblemAnswer): boolean => body.code === "internal";

/** A malformed id in the path cannot exist, so it is reported as not found rather than invalid. */
export const isPathError = ({ data, type }: Failure, pathNames: string[] = []): boolean =>
	type === "VALIDATION_ERROR" && Array.isArray(data) && data.some(({ field }) => pathNames.includes(field));
