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

/** The same for a code that is wrong, expired or used. */
export class WrongCode extends Refusal {
	constructor(triesLeft: number) {
		super("wrong_code", "The code is wrong, expired or used.", { field: "code", triesLeft });
	}
}

export class TooManyCodes extends Refusal {
	constructor(retryAfter: number) {
		super("too_many_codes", "The hourly limit of codes for this phone is reached.", { retryAfter });
	}
}

/** Only for callers who have proved that they hold the phone. */
export class NoAccount extends Refusal {
	constructor() {
		super("no_account", "No account has this phone number.");
	}
}

/** Only for callers who know the password or hold the phone. */
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
