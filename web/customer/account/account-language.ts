import { type Signal, signal } from "@preact/signals";
import type { Account } from "../../../contracts/account.ts";
import { patch } from "../../shared/api.ts";
import { type Language, language } from "../../shared/i18n.ts";
import { Problem } from "../../shared/problem.ts";
import { session } from "../../shared/session.ts";

/** The account as this tab last saved it. */
export const savedAccount: Signal<Account | undefined> = signal(undefined);

async function saveLanguage(chosen: Language): Promise<void> {
	try {
		savedAccount.value = (await patch<Account>("/v1/me", { language: chosen })).body;
	} catch (error) {
		if (!(error instanceof Problem)) throw error; // notifications stay in the previous language
	}
}

/** Saves the page's language to the account, since notifications are written in the account's language. */
export function syncLanguage(): void {
	let known = language.peek();
	language.subscribe((chosen) => {
		if (chosen === known) return;
		known = chosen;
		if (session.peek() && savedAccount.peek()?.language !== chosen) void saveLanguage(chosen);
	});
}
