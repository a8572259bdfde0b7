import { createHmac, randomBytes } from "node:crypto";
import type { Language } from "../../contracts/catalogue/problems.ts";
import { isSuccess, send } from "../../lib/clients/http.ts";
import type { Notification } from "./notification.ts";
import { type Facts, type Topic, textOf, variablesOf } from "./texts.ts";

export interface AlimtalkAccount {
	url: string;
	key: string;
	secret: string;
	/** The business channel on KakaoTalk. */
	channel: string;
	/** The registered number that SMS come from. */
	sender: string;
	smsFallback: boolean;
}

/** A permanent refusal by the provider: retrying does not help. */
export class Refused extends Error {
	override name = "Refused";
}

const TIMEOUT_MS = 5_000;

/** The code that a topic's text is registered under, as in `CORTADO_ORDER_READY_KO`. */
export const templateOf = (topic: Topic, language: Language): string => `CORTADO_${topic.replace(".", "_")}_${language}`.toUpperCase();

const templateVariables = (facts: Facts, language: Language) =>
	Object.fromEntries(Object.entries(variablesOf(facts, language)).map(([name, value]) => [`#{${name}}`, value]));

/** The provider's signature scheme: HMAC over date and salt with the account's secret. */
export const authorization = (key: string, secret: string, date: string, salt: string): string => {
	const signature = createHmac("sha256", secret)
		.update(date + salt)
		.digest("hex");
	return `HMAC-SHA256 apiKey=${key}, date=${date}, salt=${salt}, signature=${signature}`;
};

/** Sends KakaoTalk Alimtalk messages, or SMS as a fallback, through SOLAPI's HTTP API. */
export class Alimtalk {
	#account: AlimtalkAccount;

	constructor(account: AlimtalkAccount) {
		this.#account = account;
	}

	get fallsBack(): boolean {
		return this.#account.smsFallback;
	}

	/** Throws Refused if retrying is useless, and other errors if it may help. */
	async send(notification: Notification, to: string, language: Language): Promise<void> {
		const { key, secret, url } = this.#account;
		const reply = await send(new URL("/messages/v4/send", url), {
			method: "POST",
			signal: AbortSignal.timeout(TIMEOUT_MS),
			headers: {
				"content-type": "application/json",
				authorization: authorization(key, secret, new Date().toISOString(), randomBytes(16).toString("hex")),
			},
			body: JSON.stringify({ message: this.#message(notification, to, language) }),
		});
		if (isSuccess(reply)) return;
		const reason = `The provider responded with ${reply.status}.`;
		throw isFinal(reply.status) ? new Refused(reason) : new Error(reason);
	}

	#message({ facts, id, phoneMessage, topic }: Notification, to: string, language: Language) {
		const { channel, sender, smsFallback } = this.#account;
		const addressed = { to, from: sender, text: textOf(topic, facts, language).message, customFields: { notificationId: id } };
		if (phoneMessage?.channel === "sms") return addressed;
		const template = { pfId: channel, templateId: templateOf(topic, language), variables: templateVariables(facts, language) };
		return { ...addressed, kakaoOptions: { ...template, disableSms: !smsFallback } };
	}
}

/** 401 and 403 are retried: an operator can correct the account's credentials. */
const isFinal = (status: number): boolean => status === 400 || status === 404 || status === 409 || status === 422;
