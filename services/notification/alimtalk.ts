import type { Language } from "../../contracts/catalogue/problems.ts";
import type { Notification } from "./notification.ts";
import { type SolapiAccount, sendMessage } from "./solapi.ts";
import { type Facts, type Topic, textOf, variablesOf } from "./texts.ts";

export interface AlimtalkAccount extends SolapiAccount {
	/** The business channel on KakaoTalk. */
	channel: string;
	/** The registered number that SMS come from. */
	sender: string;
	smsFallback: boolean;
}

const TIMEOUT_MS = 5_000;

/** The code that a topic's text is registered under, as in `CORTADO_ORDER_READY_KO`. */
export const templateOf = (topic: Topic, language: Language): string => `CORTADO_${topic.replace(".", "_")}_${language}`.toUpperCase();

const templateVariables = (facts: Facts, language: Language) =>
	Object.fromEntries(Object.entries(variablesOf(facts, language)).map(([name, value]) => [`#{${name}}`, value]));

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
	send(notification: Notification, to: string, language: Language): Promise<void> {
		return sendMessage(this.#account, this.#message(notification, to, language), TIMEOUT_MS);
	}

	#message({ facts, id, phoneMessage, topic }: Notification, to: string, language: Language) {
		const { channel, sender, smsFallback } = this.#account;
		const addressed = { to, from: sender, text: textOf(topic, facts, language).message, customFields: { notificationId: id } };
		if (phoneMessage?.channel === "sms") return addressed;
		const template = { pfId: channel, templateId: templateOf(topic, language), variables: templateVariables(facts, language) };
		return { ...addressed, kakaoOptions: { ...template, disableSms: !smsFallback } };
	}
}
