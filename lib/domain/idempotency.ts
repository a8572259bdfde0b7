import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { config } from "../config/config.ts";

/** The first answer to a request, as it went over the wire. */
export interface KeptAnswer {
	status: number;
	headers: Record<string, string | number>;
	body?: string;
}

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Bodies hold passwords and are easily guessed, so what is stored of them tells nothing without our secret. */
const digest = (purpose: string, parts: unknown): Buffer =>
	createHmac("sha256", config.secret)
		.update(`${purpose}:${JSON.stringify(parts)}`)
		.digest();

/** What a key names: the same account (or address), method and path. */
export type KeyedTo = readonly [who: string, method: string, path: string, key: string];

export const reservationId = (keyedTo: KeyedTo): string => digest("idempotency", keyedTo).toString("hex");

export const fingerprint = (params: unknown): string => digest("request", params).toString("base64url");

/** Answers may hold a session's token or a person's name: only whoever brings the key can read them. */
export const seal = (answer: KeptAnswer, keyedTo: KeyedTo): string => {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, digest("seal", keyedTo), iv);
	const sealed = Buffer.concat([cipher.update(JSON.stringify(answer)), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
};

export const unseal = (sealed: string, keyedTo: KeyedTo): KeptAnswer => {
	const bytes = Buffer.from(sealed, "base64");
	const decipher = createDecipheriv(CIPHER, digest("seal", keyedTo), bytes.subarray(0, IV_BYTES));
	decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
	return JSON.parse(decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8"));
};
