import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { config } from "../../../lib/config/config.ts";

/** The first response to a request, as it was sent. */
export interface StoredAnswer {
	status: number;
	headers: Record<string, string | number>;
	body?: string;
}

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Bodies contain passwords and are easy to guess, so stored digests are keyed with the secret. */
const digest = (purpose: string, parts: unknown): Buffer =>
	createHmac("sha256", config.secret)
		.update(`${purpose}:${JSON.stringify(parts)}`)
		.digest();

/** The scope of a key: account (or address), method and path. */
export type KeyedTo = readonly [caller: string, method: string, path: string, key: string];

export const reservationId = (keyedTo: KeyedTo): string => digest("idempotency", keyedTo).toString("hex");

export const fingerprint = (params: unknown): string => digest("request", params).toString("base64url");

/** Responses may contain session tokens or names, so only a request with the same key can decrypt them. */
export const seal = (answer: StoredAnswer, keyedTo: KeyedTo): string => {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, digest("seal", keyedTo), iv);
	const sealed = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
};

export const unseal = (sealed: string, keyedTo: KeyedTo): StoredAnswer => {
	const bytes = Buffer.from(sealed, "base64");
	const decipher = createDecipheriv(CIPHER, digest("seal", keyedTo), bytes.subarray(0, IV_BYTES));
	decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
	return JSON.parse(decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8"));
};
