import { outcome, reachable, told } from "../../test/support/builders/rules.ts";
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
const newPassword = (from: string): AccountCommand => ({ type: "change", password: { from, to: "new hash" } });

const IN: Record<AccountStatus, Account> = {
	active: told(accountRules, null, [register]),
	erased: told(accountRules, null, [register, erase]),
};

const EXPECTED: [AccountStatus, AccountCommand, string][] = [
	["active", register, "phone_taken"],
	["active", meet, "active account.changed"],
	["active", rename, "active account.changed"],
	["active", erase, "erased account.erased"],
	["active", forget, "ignored"],
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
			expect(outcome(decide(IN[status], command, 2_000))).toBe(expected);
		},
	);

	it("leaves no pair out", () => {
		expect(EXPECTED.length).toBe(Object.keys(TRANSITIONS).length * 5);
	});

	it("can reach every status", () => {
		expect([...reachable(TRANSITIONS, ["active"])].sort()).toEqual(Object.keys(TRANSITIONS).sort());
	});

	it("has no effect on nobody", () => {
		for (const command of [rename, erase, forget]) expect(outcome(decide(null, command, 1))).toBe("ignored");
	});
});

describe("when registered", () => {
	it("is announced without phone and password", () => {
		expect(outcome(decide(null, register, 1_000))).toBe("active account.registered");
		expect(accountRules.snapshot?.(IN.active)).toEqual({
			id: "acc_1",
			roles: ["customer"],
			storeId: null,
			name: "김하늘",
			language: "ko",
			erased: false,
		});
	});

	it("waits for nothing", () => {
		expect(accountRules.due?.(IN.active)).toBeUndefined();
	});
});

describe("when met by way of an identity provider", () => {
	const met = told(accountRules, null, [meet]);

	it("becomes an account without phone and password", () => {
		expect(outcome(decide(null, meet, 2_000))).toBe("active account.registered");
		expect(met).toMatchObject({ id: "acc_1", name: "윤미나", language: "en", roles: ["rider"], phone: null, passwordHash: null });
		expect(accountRules.due?.(met)).toBeUndefined();
	});

	it("says nothing when nothing is new", () => {
		expect(outcome(decide(met, { ...meet, issuedAt: 9_000 }, 9_000))).toBe("ignored");
	});

	it("follows the provider in roles and store", () => {
		const moved = told(accountRules, met, [{ ...meet, roles: ["staff"], storeId: "gangnam" }]);

		expect(moved).toMatchObject({ roles: ["staff"], storeId: "gangnam" });
		expect(told(accountRules, moved, [{ ...meet, roles: ["staff"], storeId: "hongdae" }])).toMatchObject({ storeId: "hongdae" });
	});

	it("keeps the name and language of the person's own choice, and takes a name that it has none of", () => {
		const renamed = told(accountRules, met, [{ type: "change", name: "미나", language: "ko" }]);
		const nameless = told(accountRules, null, [{ ...meet, name: null }]);

		expect(outcome(decide(renamed, meet, 3_000))).toBe("ignored");
		expect(told(accountRules, nameless, [meet])).toMatchObject({ name: "윤미나" });
	});

	it("once erased, comes back by what was said later only", () => {
		const { erasedAt } = told(accountRules, met, [erase]);
		const gone = { ...told(accountRules, met, [erase]), erasedAt: 5_000 };

		expect(erasedAt).not.toBeNull();
		for (const issuedAt of [0, 4_000, 5_000]) expect(outcome(decide(gone, { ...meet, issuedAt }, 6_000))).toBe("unauthorized");
		expect(decide(gone, { ...meet, issuedAt: 5_001 }, 6_000)).toMatchObject({
			state: { status: "active", erasedAt: null, name: "윤미나" },
		});
	});
});

describe("when changed", () => {
	it("says nothing of what others cannot see", () => {
		const decision = decide(IN.active, newPassword("hash"), 2_000);

		expect(outcome(decision)).toBe("active");
		expect(decision).toMatchObject({ state: { passwordHash: "new hash" } });
	});

	it("refuses a new password when the one that was checked is no longer current", () => {
		expect(outcome(decide(IN.active, newPassword("older hash"), 2_000))).toBe("wrong_password");
	});

	it("has no effect without a difference", () => {
		expect(outcome(decide(IN.active, { type: "change", name: "김하늘", language: "ko" }, 2_000))).toBe("ignored");
		expect(outcome(decide(IN.active, { type: "change" }, 2_000))).toBe("ignored");
	});
});

describe("when erased", () => {
	it("keeps nothing personal but the phone, and that until it is free", () => {
		expect(IN.erased).toMatchObject({ name: null, passwordHash: null, phone: "01012345678" });
		expect(accountRules.due?.(IN.erased)).toEqual({ at: 6_000, command: { type: "forget" } });

		const forgotten = told(accountRules, IN.erased, [forget]);

		expect(forgotten.phone).toBeNull();
		expect(accountRules.due?.(forgotten)).toBeUndefined();
		expect(outcome(decide(forgotten, forget, 3_000))).toBe("ignored");
	});

	it("tells that the person has left", () => {
		expect(accountRules.snapshot?.(IN.erased)).toMatchObject({ id: "acc_1", name: null, erased: true });
	});
});
