import { createHmac, randomBytes } from "node:crypto";
import { isSuccess, send } from "../../lib/clients/http.ts";

export interface SolapiAccount {
	url: string;
	key: string;
	secret: string;
}

/** A permanent refusal by the provider: retrying does not help. */
export class Refused extends Error {
	override name = "Refused";
}

/** The provider's signature scheme: HMAC over date and salt with the account's secret. */
export const authorization = (key: string, secret: string, date: string, salt: string): string => {
	const signature = createHmac("sha256", secret)
		.update(date + salt)
		.digest("hex");
	return `HMAC-SHA256 apiKey=${key}, date=${date}, salt=${salt}, signature=${signature}`;
};

/** Sends one message through SOLAPI's HTTP API. Throws Refused if retrying is useless, and other errors if it may help. */
export async function sendMessage({ key, secret, url }: SolapiAccount, message: object, timeoutMs: number): Promise<void> {
	const reply = await send(new URL("/messages/v4/send", url), {
		method: "POST",
		signal: AbortSignal.timeout(timeoutMs),
		headers: {
			"content-type": "application/json",
			authorization: authorization(key, secret, new Date().toISOString(), randomBytes(16).toString("hex")),
		},
		body: JSON.stringify({ message }),
	});
	if (isSuccess(reply)) return;
	const reason = `The provider responded with ${reply.status}.`;
	throw isFinal(reply.status) ? new Refused(reason) : new Error(reason);
}

/** 401 and 403 are retried: an operator can correct the account's credentials. */
const isFinal = (status: number): boolean => status === 400 || status === 404 || status === 409 || status === 422;
