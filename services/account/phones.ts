import { Mailbox } from "../../lib/actor/mailbox.ts";
import type { Table } from "../../lib/storage/table.ts";

export interface Claim {
	accountId: string;
}

/** Which account each phone number stands for: one row a number, written before the account is. */
export class Phones {
	#claims: Table<Claim>;
	#isErased: (accountId: string) => Promise<boolean>;
	#turns = new Mailbox();

	constructor(claims: Table<Claim>, isErased: (accountId: string) => Promise<boolean>) {
		this.#claims = claims;
		this.#isErased = isErased;
	}

	/**
	 * The id under which the phone's account is to be made: the given one, or that of whoever came first. They may have been
	 * killed before they made it, so that a second try makes it in their place; two at once make it once.
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

	/** Gives up the claim of this account; that of a later one stands. */
	free(phone: string, accountId: string): Promise<boolean> {
		return this.#turns.run(phone, () => this.#claims.remove(phone, (claim) => claim.accountId === accountId));
	}
}
