import type { AccountSnapshot } from "../../contracts/account.ts";
import type { Language } from "../../contracts/problems.ts";
import { keyOf, type Message } from "../../lib/message.ts";
import type { StoreAdapter } from "../../lib/store/adapter.ts";
import { Contended } from "../../lib/store/contended.ts";
import type { Documents } from "../../lib/store/documents.ts";

interface Reader {
	language: Language;
}

/** Each account's preferred language. */
export class Languages {
	#documents: Documents<Reader>;

	constructor(documents: Documents<Reader>) {
		this.#documents = documents;
	}

	static async open(adapter: StoreAdapter): Promise<Languages> {
		return new Languages((await adapter.side({ name: "notification_languages" })) as Documents<Reader>);
	}

	/** The version is the account's own, so a late message changes nothing. */
	async handle({ data, sender, version }: Message<AccountSnapshot>): Promise<void> {
		const id = keyOf(sender);
		const found = await this.#documents.load(id);
		if (found && found.version >= version) return;
		const document = { _id: id, version, state: { language: data.language }, seen: {}, outbox: [] };
		const isWritten = await (found ? this.#documents.replace(document, found.version) : this.#documents.create(document));
		if (!isWritten) throw new Contended(id, 1);
	}

	async of(accountId: string): Promise<Language> {
		return (await this.#documents.load(accountId))?.state.language ?? "ko";
	}
}
