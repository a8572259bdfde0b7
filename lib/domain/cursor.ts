import { Invalid } from "./refusal.ts";

/** Input of every list action, see `page` in contracts/notation/fields.ts. */
export interface PageParams {
	limit: number;
	cursor?: string;
}

/** Prefix of every valid cursor, so that any other text is rejected instead of looked up. */
const MARK = "after:";

export const encodeCursor = (id: string): string => Buffer.from(MARK + id).toString("base64url");

export const decodeCursor = (cursor: string): string => {
	const text = Buffer.from(cursor, "base64url").toString();
	if (!text.startsWith(MARK) || encodeCursor(text.slice(MARK.length)) !== cursor)
		throw new Invalid("cursor", "The cursor was not returned by a list.");
	return text.slice(MARK.length);
};
