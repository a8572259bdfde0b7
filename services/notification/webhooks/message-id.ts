import { createHash } from "node:crypto";
import type { Message } from "../../../lib/messaging/message.ts";

const base36 = (number: number, width: number): string => number.toString(36).padStart(width, "0");

/** The id of what a message causes, for one recipient: the same for duplicates, and sorted by the message's time. */
export const idOf = (prefix: string, { at, id, version }: Pick<Message, "at" | "id" | "version">, recipient = ""): string => {
	const digest = createHash("sha256").update(`${id} ${recipient}`).digest("hex").slice(0, 20);
	return `${prefix}_${base36(at, 9)}${base36(version % 36 ** 4, 4)}${digest}`;
};
