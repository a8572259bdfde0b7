import type { AccountSnapshot } from "../../contracts/account.ts";
import type { Language } from "../../contracts/catalogue/problems.ts";
import { keyOf, type Message } from "../../lib/messaging/message.ts";
import type { StoreAdapter } from "../../lib/storage/adapter.ts";
import type { Table } from "../../lib/storage/table.ts";

interface Preference {
	language: Language;
	/** The account's version, so that a late message is ignored. */
	version: number;
}

/** Each account's preferred language. */
export class Languages {
	#preferences: Table<Preference>;

	constructor(preferences: Table<Preference>) {
		this.#preferences = preferences;
	}

	static async open(adapter: StoreAdapter): Promise<Languages> {
		return new Languages(await adapter.table({ name: "notification_languages" }));
	}

	async handle({ data, sender, version }: Message<AccountSnapshot>): Promise<void> {
		await this.#preferences.update(keyOf(sender), (stored) =>
			stored && stored.version >= version ? undefined : { language: data.language, version },
		);
	}

	async of(accountId: string): Promise<Language> {
		return (await this.#preferences.get(accountId))?.language ?? "ko";
	}
}
