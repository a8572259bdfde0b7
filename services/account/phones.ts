import { Mailbox } from "../../lib/messaging/mailbox.ts";
import type { Table } from "../../lib/storage/table.ts";

export interface Claim {
	accountId: string;
}

/** The account of each phone number: one row per number, written before the account. */
export class Phones {
	#claims: Table<Claim>;
	#isErased: (accountId: string) => Promise<boolean>;
	#turns = new Mailbox();

	constructor(claims: Table<Claim>, isErased: (accountId: string) => Promise<boolean>) {
		this.#claims = claims;
		this.#isErased = isErased;
	}

	/**
	 * Returns the id to create the phone's account under: the given one, or that of an earlier claim. The process that made
	 * the earlier claim may have been killed before it created the account, so a second try completes it.
	 */
	claim(phone: string, accountId: string): Promise<string> {
		return this.#turns.run(phone, async () => {
			for (;;) {
				if (await this.#claims.insert(phone, { accountId })) return accountId;
				const holder = (await this.#claims.get(phone))?.accountId;
				if (holder === undefined) continue;
				if (!(await this.#isErased(holder))) return holder;
				await this.#claims.remove(phone, (claim) => claim.accountId === holder);
			}
		});
	}

	/** Removes the claim of this account; a later account's claim stays. */
	free(phone: string, accountId: string): Promise<boolean> {
		return this.#turns.run(phone, () => this.#claims.remove(phone, (claim) => claim.accountId === accountId));
	}
}
