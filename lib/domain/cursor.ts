import { Invalid } from "./refusal.ts";

/** Input of every list, see `page` in contracts/fields.ts. */
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
