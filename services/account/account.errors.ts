import { Refusal } from "../../lib/domain/refusal.ts";

export class PhoneTaken extends Refusal {
	constructor(accountId: string) {
		super("phone_taken", `The phone number belongs to ${accountId}.`);
	}
}

/** The same for an unknown phone, so that callers cannot find out who has an account. */
export class BadCredentials extends Refusal {
	constructor() {
		super("bad_credentials", "The phone number or the password is wrong.");
	}
}

export class WrongPassword extends Refusal {
	constructor(accountId: string) {
		super("wrong_password", `This is not the current password of ${accountId}.`);
	}
}

export class AccountErased extends Refusal {
	constructor(accountId: string) {
		super("unauthorized", `Account ${accountId} was erased.`);
	}
}
