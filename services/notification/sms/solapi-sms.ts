import { type SolapiAccount, sendMessage } from "../solapi.ts";
import type { SmsProvider } from "./sms.ts";

/** Somebody waits for the answer: less than the timeout of calls between services. */
const TIMEOUT_MS = 3_000;

/** Sends SMS through SOLAPI. It does not retry: the message may have been sent, and people ask again. */
export class SolapiSms implements SmsProvider {
	readonly isSimulated = false;
	#account: SolapiAccount & { sender: string };
	#timeoutMs: number;

	constructor(account: SolapiAccount & { sender: string }, timeoutMs = TIMEOUT_MS) {
		this.#account = account;
		this.#timeoutMs = timeoutMs;
	}

	send(to: string, text: string): Promise<void> {
		return sendMessage(this.#account, { to, from: this.#account.sender, text }, this.#timeoutMs);
	}
}
