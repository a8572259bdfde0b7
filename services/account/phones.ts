import { Mailbox } from "../../lib/mailbox.ts";
import type { ActorDocument, Documents } from "../../lib/store/documents.ts";

export interface Claim {
	accountId: string;
}

/** Which account each phone number stands for: one document a number, written before the account is. */
export class Phones {
	#claims: Documents<Claim>;
	#isErased: (accountId: string) => Promise<boolean>;
	#turns = new Mailbox();

	constructor(claims: Documents<Claim>, isErased: (accountId: string) => Promise<boolean>) {
		this.#claims = claims;
		this.#isErased = isErased;
	}

	/**
	 * The id under which the phone's account is to be made: the given one, or that of whoever came first. They may have been
	 * killed before they made it, so that a second try makes it in their place; two at once make it once.
	 */
	claim(phone: string, accountId: string): Promise<string> {
		return this.#turns.run(phone, async () => {
			const claim: ActorDocument<Claim> = { _id: phone, version: 1, state: { accountId }, seen: {}, outbox: [] };
			for (;;) {
				if (await this.#claims.create(claim)) return accountId;
				const found = await this.#claims.load(phone);
				if (!found) continue;
				if (!(await this.#isErased(found.state.accountId))) return found.state.accountId;
				if (await this.#claims.replace({ ...claim, version: found.version + 1 }, found.version)) return accountId;
			}
		});
	}

	/** Gives up the claim of this account; that of a later one stands. */
	free(phone: string, accountId: string): Promise<void> {
		return this.#turns.run(phone, async () => {
			const found = await this.#claims.load(phone);
			if (found?.state.accountId === accountId) await this.#claims.remove(phone, found.version);
		});
	}
}
