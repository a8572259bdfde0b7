import { Invalid } from "./refusal.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Parses a caller's time into epoch milliseconds. A time without a zone is refused, because it is ambiguous. */
export const readInstant = (text: string, field: string): number => {
	const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(at)) throw new Invalid(field, "Must be a time such as 2026-11-21T09:30:00.000Z.");
	return at;
};
