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

/** Only for callers who know the password. */
export class AccountSuspended extends Refusal {
	constructor(accountId: string) {
		super("account_suspended", `Account ${accountId} is suspended.`);
	}
}

/** An operator who suspends or demotes themselves could lock out everybody. */
export class OwnAccount extends Refusal {
	constructor(accountId: string) {
		super("own_account", `${accountId} is the caller's own account.`);
	}
}

export class ManagedByProvider extends Refusal {
	constructor(accountId: string) {
		super("managed_by_provider", `Account ${accountId} signs in at the identity provider, which decides its roles.`);
	}
}

/** For operators; the account's own sessions are refused as unauthorized. */
export class NoLongerManaged extends Refusal {
	constructor(accountId: string) {
		super("account_erased", `Account ${accountId} was erased.`);
	}
}

/** For the account's own tokens. */
export class NotActive extends Refusal {
	constructor(accountId: string, status: string) {
		super("unauthorized", `Account ${accountId} is ${status}.`);
	}
}
