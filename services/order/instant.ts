import { Invalid } from "../../lib/domain/refusal.ts";

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds of a time that a caller gives; a time without a zone would be ambiguous. */
export const readInstant = (text: string, field: string): number => {
	const at = ISO.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(at)) throw new Invalid(field, "It must be a time like 2026-11-21T09:30:00.000Z.");
	return at;
};
