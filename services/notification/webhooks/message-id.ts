import { createHash } from "node:crypto";
import type { Message } from "../../../lib/messaging/message.ts";

const base36 = (number: number, width: number): string => number.toString(36).padStart(width, "0");

/** What one message leads to, for one addressee: the same however often it is heard, and sorted by when it was said. */
export const idOf = (prefix: string, { at, id, version }: Pick<Message, "at" | "id" | "version">, addressee = ""): string => {
	const digest = createHash("sha256").update(`${id} ${addressee}`).digest("hex").slice(0, 20);
	return `${prefix}_${base36(at, 9)}${base36(version, 4)}${digest}`;
};
