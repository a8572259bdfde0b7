import { type Signal, signal } from "@preact/signals";
import type { Account } from "../../../contracts/account.ts";
import { patch } from "../../shared/api.ts";
import { type Language, language } from "../../shared/i18n.ts";
import { Problem } from "../../shared/problem.ts";
import { session } from "../../shared/session.ts";

/** The account as it was changed last, here. */
export const changed: Signal<Account | undefined> = signal(undefined);

async function tell(chosen: Language): Promise<void> {
	try {
		changed.value = (await patch<Account>("/v1/me", { language: chosen })).body;
	} catch (error) {
		if (!(error instanceof Problem)) throw error; // then what is sent stays in the other language
	}
}

/** What a customer is told is written in their account's language: it is the one that they chose to read. */
export function followLanguage(): void {
	let known = language.peek();
	language.subscribe((chosen) => {
		if (chosen === known) return;
		known = chosen;
		if (session.peek() && changed.peek()?.language !== chosen) void tell(chosen);
	});
}
