import { outcome, reachable, stateAfter } from "../../test/support/builders/rules.ts";
import { type Account, type AccountCommand, type AccountStatus, accountRules, decide, TRANSITIONS } from "./account.ts";

const register: AccountCommand = {
	type: "register",
	id: "acc_1",
	phone: "01012345678",
	passwordHash: "hash",
	name: "김하늘",
	language: "ko",
	roles: ["customer"],
	storeId: null,
};
const meet: AccountCommand = {
	type: "meet",
	id: "acc_1",
	name: "윤미나",
	language: "en",
	roles: ["rider"],
	storeId: null,
	issuedAt: 1_500,
};
const rename: AccountCommand = { type: "change", name: "이바다" };
const erase: AccountCommand = { type: "erase" };
const forget: AccountCommand = { type: "forget" };
const by = "acc_operator";
const assign: AccountCommand = { type: "assign", roles: ["staff"], storeId: "gangnam", by };
const suspend: AccountCommand = { type: "suspend", reason: "no longer works here", by };
const reinstate: AccountCommand = { type: "reinstate", by };
const endSessions: AccountCommand = { type: "endSessions", by };
const sessionsEnded: AccountCommand = { type: "sessionsEnded", at: 2_000 };
const resetPassword: AccountCommand = { type: "resetPassword", to: "new hash" };
const rehash: AccountCommand = { type: "rehash", from: "hash", to: "costlier hash" };
const newPassword = (from: string): AccountCommand => ({ type: "change", password: { from, to: "new hash" } });

const STATES: Record<AccountStatus, Account> = {
	active: stateAfter(accountRules, null, [register]),
	suspended: stateAfter(accountRules, null, [register, suspend]),
	erased: stateAfter(accountRules, null, [register, erase]),
};

const EXPECTED: [AccountStatus, AccountCommand, string][] = [
	["active", register, "phone_taken"],
	["active", meet, "active account.changed"],
	["active", rename, "active account.changed"],
	["active", resetPassword, "active"],
	["active", rehash, "active"],
	["active", assign, "active account.changed"],
	["active", suspend, "suspended account.suspended"],
	["active", reinstate, "ignored"],
	["active", endSessions, "active"],
	["active", sessionsEnded, "ignored"],
	["active", erase, "erased account.erased"],
	["active", forget, "ignored"],
	["suspended", register, "phone_taken"],
	["suspended", meet, "unauthorized"],
	["suspended", rename, "unauthorized"],
	["suspended", resetPassword, "unauthorized"],
	["suspended", rehash, "unauthorized"],
	["suspended", assign, "suspended account.changed"],
	["suspended", suspend, "ignored"],
	["suspended", reinstate, "active account.reinstated"],
	["suspended", endSessions, "suspended"],
	["suspended", sessionsEnded, "ignored"],
	["suspended", erase, "erased account.erased"],
	["suspended", forget, "ignored"],
	["erased", resetPassword, "unauthorized"],
	["erased", rehash, "unauthorized"],
	["erased", assign, "account_erased"],
	["erased", suspend, "account_erased"],
	["erased", reinstate, "account_erased"],
	["erased", endSessions, "account_erased"],
	["erased", sessionsEnded, "ignored"],
	["erased", register, "phone_taken"],
	["erased", meet, "active account.registered"],
	["erased", rename, "unauthorized"],
	["erased", erase, "unauthorized"],
	["erased", forget, "erased"],
];

describe("every status and command", () => {
	it.each(EXPECTED.map(([status, command, expected]) => ({ status, command, type: command.type, expected })))(
		"$status, $type: $expected",
		({ status, command, expected }) => {
			expect(outcome(decide(STATES[status], command, 2_000))).toBe(expected);
		},
	);

	it("leaves no pair out", () => {
		expect(EXPECTED.length).toBe(Object.keys(TRANSITIONS).length * 12);
	});

	it("can reach every status", () => {
		expect([...reachable(TRANSITIONS, ["active"])].sort()).toEqual(Object.keys(TRANSITIONS).sort());
	});

	it("ignores change, erase and forget before the account exists", () => {
		for (const command of [rename, erase, forget]) expect(outcome(decide(null, command, 1))).toBe("ignored");
	});
});

describe("when registered", () => {
	it("is published without phone and password", () => {
		expect(outcome(decide(null, register, 1_000))).toBe("active account.registered");
		expect(accountRules.snapshot?.(STATES.active)).toEqual({
			id: "acc_1",
			roles: ["customer"],
			storeId: null,
			name: "김하늘",
			language: "ko",
			erased: false,
			suspended: false,
		});
	});

	it("has no timer", () => {
		expect(accountRules.due?.(STATES.active)).toBeUndefined();
	});
});

describe("when introduced by an identity provider", () => {
	const introduced = stateAfter(accountRules, null, [meet]);

	it("has no phone and no password", () => {
		expect(outcome(decide(null, meet, 2_000))).toBe("active account.registered");
		expect(introduced).toMatchObject({ id: "acc_1", name: "윤미나", language: "en", roles: ["rider"], phone: null, passwordHash: null });
		expect(accountRules.due?.(introduced)).toBeUndefined();
	});

	it("ignores an introduction without changes", () => {
		expect(outcome(decide(introduced, { ...meet, issuedAt: 9_000 }, 9_000))).toBe("ignored");
	});

	it("takes roles and store from the provider", () => {
		const transferred = stateAfter(accountRules, introduced, [{ ...meet, roles: ["staff"], storeId: "gangnam" }]);

		expect(transferred).toMatchObject({ roles: ["staff"], storeId: "gangnam" });
		expect(stateAfter(accountRules, transferred, [{ ...meet, roles: ["staff"], storeId: "hongdae" }])).toMatchObject({
			storeId: "hongdae",
		});
	});

	it("keeps the user's own name and language, and takes the provider's name if there is none", () => {
		const renamed = stateAfter(accountRules, introduced, [{ type: "change", name: "미나", language: "ko" }]);
		const nameless = stateAfter(accountRules, null, [{ ...meet, name: null }]);

		expect(outcome(decide(renamed, meet, 3_000))).toBe("ignored");
		expect(stateAfter(accountRules, nameless, [meet])).toMatchObject({ name: "윤미나" });
	});

	it("is restored after an erasure only by a later token", () => {
		const { erasedAt } = stateAfter(accountRules, introduced, [erase]);
		const erased = { ...stateAfter(accountRules, introduced, [erase]), erasedAt: 5_000 };

		expect(erasedAt).not.toBeNull();
		for (const issuedAt of [0, 4_000, 5_000]) expect(outcome(decide(erased, { ...meet, issuedAt }, 6_000))).toBe("unauthorized");
		expect(decide(erased, { ...meet, issuedAt: 5_001 }, 6_000)).toMatchObject({
			state: { status: "active", erasedAt: null, name: "윤미나" },
		});
	});
});

describe("when changed", () => {
	it("publishes nothing for a new password", () => {
		const decision = decide(STATES.active, newPassword("hash"), 2_000);

		expect(outcome(decision)).toBe("active");
		expect(decision).toMatchObject({ state: { passwordHash: "new hash" } });
	});

	it("refuses a new password if the checked one is no longer current", () => {
		expect(outcome(decide(STATES.active, newPassword("older hash"), 2_000))).toBe("wrong_password");
	});

	it("ignores a change without a difference", () => {
		expect(outcome(decide(STATES.active, { type: "change", name: "김하늘", language: "ko" }, 2_000))).toBe("ignored");
		expect(outcome(decide(STATES.active, { type: "change" }, 2_000))).toBe("ignored");
	});
});

describe("when an operator manages it", () => {
	it("records who did what, newest first, and lets its sessions be ended", () => {
		const account = stateAfter(accountRules, null, [register, assign, suspend, reinstate, endSessions]);

		expect(account.history).toEqual([
			{ at: expect.any(Number), act: "sessions_ended", by, reason: null },
			{ at: expect.any(Number), act: "reinstated", by, reason: null },
			{ at: expect.any(Number), act: "suspended", by, reason: "no longer works here" },
			{ at: expect.any(Number), act: "roles_changed", by, reason: "customer → staff" },
		]);
		const { at } = account.ending!;
		expect(accountRules.due?.(account)).toEqual({ at: at + 5_000, command: { type: "sessionsEnded" } });
		expect(accountRules.due?.(stateAfter(accountRules, account, [{ type: "sessionsEnded", at }]))).toBeUndefined();
	});

	it("keeps fifty entries", () => {
		const account = stateAfter(accountRules, null, [register, ...Array<AccountCommand>(60).fill(endSessions)]);

		expect(account.history).toHaveLength(50);
	});

	it("leaves the roles to an identity provider that decides them", () => {
		expect(outcome(decide(stateAfter(accountRules, null, [meet]), assign, 2_000))).toBe("managed_by_provider");
	});

	it("keeps no reason once it is erased", () => {
		const erased = stateAfter(accountRules, null, [register, suspend, erase]);

		expect(erased.history).toEqual([expect.objectContaining({ act: "suspended", by, reason: null })]);
	});
});

describe("when erased", () => {
	it("keeps only the phone, until its claim is removed", () => {
		expect(STATES.erased).toMatchObject({ name: null, passwordHash: null, phone: "01012345678" });
		expect(accountRules.due?.(STATES.erased)).toEqual({ at: 6_000, command: { type: "forget" } });

		const forgotten = stateAfter(accountRules, STATES.erased, [forget]);

		expect(forgotten.phone).toBeNull();
		expect(accountRules.due?.(forgotten)).toBeUndefined();
		expect(outcome(decide(forgotten, forget, 3_000))).toBe("ignored");
	});

	it("publishes the erasure without a name", () => {
		expect(accountRules.snapshot?.(STATES.erased)).toMatchObject({ id: "acc_1", name: null, erased: true });
	});
});
