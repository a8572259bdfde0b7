import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";

export const newSecret = (): string => PREFIX + randomBytes(32).toString("base64");

/** Standard Webhooks: HMAC over id, time in seconds and body, with the secret's bytes. */
export const sign = (secret: string, id: string, seconds: number, body: string): string => {
	const key = Buffer.from(secret.slice(PREFIX.length), "base64");
	return `v1,${createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64")}`;
};

export const signedHeaders = (secret: string, id: string, body: string, at: number): Record<string, string> => {
	const seconds = Math.floor(at / 1000);
	return { "webhook-id": id, "webhook-timestamp": String(seconds), "webhook-signature": sign(secret, id, seconds, body) };
};
