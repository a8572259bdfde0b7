import { Invalid } from "./refusal.ts";

/** What every list takes; the query string brings numbers as text. */
export const pageParams = {
	limit: { type: "number", integer: true, min: 1, max: 100, default: 20, convert: true },
	cursor: { type: "string", max: 500, optional: true },
} as const;

export interface PageParams {
	limit: number;
	cursor?: string;
}

/** Marks what a cursor of ours starts with, so that any other text is refused rather than looked up. */
const MARK = "after:";

export const encodeCursor = (id: string): string => Buffer.from(MARK + id).toString("base64url");

export const decodeCursor = (cursor: string): string => {
	const text = Buffer.from(cursor, "base64url").toString();
	if (!text.startsWith(MARK) || encodeCursor(text.slice(MARK.length)) !== cursor)
		throw new Invalid("cursor", "The cursor is not one that a list has given.");
	return text.slice(MARK.length);
};
